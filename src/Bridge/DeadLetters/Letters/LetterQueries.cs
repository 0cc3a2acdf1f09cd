using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>What is asked about dead letters.</summary>
internal static class LetterQueries
{
    private const int MostGroups = 500;

    /// <returns>The letters meant, from the newest, or the oldest, on.</returns>
    /// <param name="after">Where the page before ended.</param>
    public static Task<List<LetterRow>> ReadAsync(DeskConnection connection, LetterFilter filter, long? after, int limit, bool oldestFirst, bool headOnly)
    {
        var (where, values) = LetterWhere.Of(filter, connection.Dialect);
        values.Add("after", after ?? (oldestFirst ? 0 : long.MaxValue));
        values.Add("limit", limit);
        return connection.QueryAsync<LetterRow>(
            $"""
            SELECT {LetterRow.Columns(connection.Dialect, headOnly)} FROM {LetterRow.Tables}
            WHERE {where} AND letter.seq {(oldestFirst ? ">" : "<")} @after ORDER BY letter.seq {(oldestFirst ? "" : "DESC")} LIMIT @limit
            """,
            values);
    }

    public static Task<LetterRow?> FindAsync(DeskConnection connection, long letter) =>
        connection.FindAsync<LetterRow>(
            $"SELECT {LetterRow.Columns(connection.Dialect, headOnly: false)} FROM {LetterRow.Tables} WHERE letter.seq = @letter", new { letter });

    /// <summary>What died, whatever was edited since.</summary>
    public static async Task<byte[]> ReadOriginalAsync(DeskConnection connection, long letter) =>
        await connection.FindAsync<byte[]>("SELECT payload FROM dead_letters WHERE seq = @letter", new { letter }) ?? [];

    public static async Task<IReadOnlyList<LetterVersion>> ReadVersionsAsync(DeskConnection connection, long letter, bool isMasked)
    {
        var rows = await connection.QueryAsync<VersionRow>(
            "SELECT version, payload, edited_by AS EditedBy, edited_at AS EditedAt FROM letter_versions WHERE letter = @letter ORDER BY version", new { letter });
        return [.. rows.Select(row => new LetterVersion(row.Version, Text(row.Payload, isMasked), row.EditedBy, LetterRow.Time(row.EditedAt)))];
    }

    /// <summary>What happened to it, from the webhook on.</summary>
    public static async Task<IReadOnlyList<LetterNote>> ReadHistoryAsync(DeskConnection connection, LetterRow letter)
    {
        var rows = await connection.QueryAsync<NoteRow>("SELECT at, what, actor FROM letter_notes WHERE letter = @Seq ORDER BY seq", new { letter.Seq });
        List<LetterNote> history = [new(LetterRow.Time(letter.Received), "received", null)];
        if (letter.Attempts > 0)
        {
            var isAllThereWas = letter.Attempts > 1 && rows.Count == 0;
            history.Add(new LetterNote(
                LetterRow.Time(letter.FirstFailed), isAllThereWas ? $"posted in vain for the first time, {letter.Attempts} times in all" : "failed for the first time", null));
        }

        if (rows.Count == 0)
        {
            history.Add(new LetterNote(LetterRow.Time(letter.LastFailed), letter.Status is { } status ? $"{letter.Reason} with {status}" : letter.Reason, null));
        }

        history.AddRange(rows.Select(row => new LetterNote(LetterRow.Time(row.At), row.What, row.Actor)));
        return history;
    }

    public static async Task<IReadOnlyList<LetterGroup>> ReadGroupsAsync(DeskConnection connection, LetterFilter filter)
    {
        var (where, values) = LetterWhere.Of(filter, connection.Dialect);
        values.Add("limit", MostGroups);
        var groups = await connection.QueryAsync<GroupRow>(
            $"""
            SELECT letter.grp AS Grp, COUNT(*) AS Count, MIN(COALESCE(letter.first_failed_at, letter.created_at)) AS FirstFailed,
                MAX({LetterWhere.DiedAt}) AS LastFailed, MAX(letter.seq) AS Newest
            FROM dead_letters AS letter WHERE {where} GROUP BY letter.grp ORDER BY COUNT(*) DESC, MAX(letter.seq) DESC LIMIT @limit
            """,
            values);
        var newest = await ReadAsync(connection, new LetterFilter { State = null, Ids = [.. groups.Select(group => group.Newest)] }, null, MostGroups, false, true);
        var bySeq = newest.ToDictionary(row => row.Seq);
        return [.. groups.Where(group => bySeq.ContainsKey(group.Newest)).Select(group => group.With(bySeq[group.Newest]))];
    }

    private static string Text(byte[] payload, bool isMasked)
    {
        var (text, isBase64) = LetterContent.Read(payload);
        return isMasked && !isBase64 ? LetterMask.Content(text) : text;
    }

    private sealed class VersionRow
    {
        public int Version { get; init; }

        public byte[] Payload { get; init; } = [];

        public string EditedBy { get; init; } = "";

        public long EditedAt { get; init; }
    }

    private sealed class NoteRow
    {
        public long At { get; init; }

        public string What { get; init; } = "";

        public string? Actor { get; init; }
    }

    private sealed class GroupRow
    {
        public string? Grp { get; init; }

        public long Count { get; init; }

        public long FirstFailed { get; init; }

        public long LastFailed { get; init; }

        public long Newest { get; init; }

        public LetterGroup With(LetterRow newest) => new(
            Grp ?? LetterRow.Ungrouped, newest.Reason, newest.Name, newest.Destination, newest.Status, DeadGroup.Normalise(newest.Answer ?? newest.Explanation), Count,
            LetterRow.Time(FirstFailed), LetterRow.Time(LastFailed), Newest);
    }
}
