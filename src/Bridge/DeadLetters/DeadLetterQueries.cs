using Bridge.DeadLetters.Masking;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>What is asked about dead letters.</summary>
internal static class DeadLetterQueries
{
    private const int MostGroups = 500;

    /// <returns>The dead letters meant, from the newest, or the oldest, on.</returns>
    /// <param name="after">Where the page before ended.</param>
    public static Task<List<DeadLetterRow>> ReadAsync(
        AdminConnection connection,
        DeadLetterFilter filter,
        long? after,
        int limit,
        bool oldestFirst,
        bool headOnly
    )
    {
        var (where, values) = DeadLetterWhere.Of(filter, connection.Dialect);
        values.Add("after", after ?? (oldestFirst ? 0 : long.MaxValue));
        values.Add("limit", limit);
        return connection.QueryAsync<DeadLetterRow>(
            $"""
            SELECT {DeadLetterRow.Columns(connection.Dialect, headOnly)} FROM {DeadLetterRow.Tables}
            WHERE {where} AND dead_letter.seq {(oldestFirst ? ">" : "<")} @after ORDER BY dead_letter.seq {(
                oldestFirst ? "" : "DESC"
            )} LIMIT @limit
            """,
            values
        );
    }

    public static Task<DeadLetterRow?> FindAsync(AdminConnection connection, long deadLetter) =>
        connection.FindAsync<DeadLetterRow>(
            $"SELECT {DeadLetterRow.Columns(connection.Dialect, headOnly: false)} FROM {DeadLetterRow.Tables} "
                + "WHERE dead_letter.seq = @deadLetter",
            new { deadLetter }
        );

    /// <summary>What died, whatever was edited since.</summary>
    public static async Task<byte[]> ReadOriginalAsync(AdminConnection connection, long deadLetter) =>
        await connection.FindAsync<byte[]>("SELECT payload FROM dead_letters WHERE seq = @deadLetter", new { deadLetter }) ?? [];

    public static async Task<IReadOnlyList<DeadLetterVersion>> ReadVersionsAsync(
        AdminConnection connection,
        DeadLetterRow deadLetter,
        bool isMasked
    )
    {
        var rows = await connection.QueryAsync<VersionRow>(
            "SELECT version, payload, edited_by AS EditedBy, edited_at AS EditedAt FROM dead_letter_versions "
                + "WHERE dead_letter = @Seq ORDER BY version",
            new { deadLetter.Seq }
        );
        return
        [
            .. rows.Select(row => new DeadLetterVersion(
                row.Version,
                DeadLetterContent.Read(deadLetter.Reason, row.Payload, isMasked).Text,
                row.EditedBy,
                DeadLetterRow.Time(row.EditedAt)
            )),
        ];
    }

    /// <summary>What happened to it, from the webhook on.</summary>
    public static async Task<IReadOnlyList<DeadLetterNote>> ReadHistoryAsync(AdminConnection connection, DeadLetterRow deadLetter)
    {
        var rows = await connection.QueryAsync<NoteRow>(
            "SELECT at, what, actor FROM dead_letter_notes WHERE dead_letter = @Seq ORDER BY seq",
            new { deadLetter.Seq }
        );
        List<DeadLetterNote> history = [new(DeadLetterRow.Time(deadLetter.Received), "received", null)];
        if (deadLetter.Attempts > 0)
        {
            var isAllThereWas = deadLetter.Attempts > 1 && rows.Count == 0;
            history.Add(
                new DeadLetterNote(
                    DeadLetterRow.Time(deadLetter.FirstFailed),
                    isAllThereWas ? $"posted in vain for the first time, {deadLetter.Attempts} times in all" : "failed for the first time",
                    null
                )
            );
        }

        if (rows.Count == 0)
        {
            history.Add(
                new DeadLetterNote(
                    DeadLetterRow.Time(deadLetter.LastFailed),
                    deadLetter.Status is { } status ? $"{deadLetter.Reason} with {status}" : deadLetter.Reason,
                    null
                )
            );
        }

        history.AddRange(rows.Select(row => new DeadLetterNote(DeadLetterRow.Time(row.At), row.What, row.Actor)));
        return history;
    }

    public static async Task<IReadOnlyList<DeadLetterGroup>> ReadGroupsAsync(AdminConnection connection, DeadLetterFilter filter)
    {
        var (where, values) = DeadLetterWhere.Of(filter, connection.Dialect);
        values.Add("limit", MostGroups);
        var groups = await connection.QueryAsync<GroupRow>(
            $"""
            SELECT dead_letter.grp AS Grp, COUNT(*) AS Count,
                MIN(COALESCE(dead_letter.first_failed_at, dead_letter.created_at)) AS FirstFailed,
                MAX({DeadLetterWhere.DiedAt}) AS LastFailed, MAX(dead_letter.seq) AS Newest
            FROM dead_letters AS dead_letter WHERE {where} GROUP BY dead_letter.grp
            ORDER BY COUNT(*) DESC, MAX(dead_letter.seq) DESC LIMIT @limit
            """,
            values
        );
        var newest = await ReadAsync(
            connection,
            new DeadLetterFilter { State = null, Ids = [.. groups.Select(group => group.Newest)] },
            null,
            MostGroups,
            false,
            true
        );
        var bySeq = newest.ToDictionary(row => row.Seq);
        return [.. groups.Where(group => bySeq.ContainsKey(group.Newest)).Select(group => group.With(bySeq[group.Newest]))];
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

        public DeadLetterGroup With(DeadLetterRow newest) =>
            new(
                Grp ?? DeadLetterRow.Ungrouped,
                newest.Reason,
                DeadLetterMask.Name(newest.Reason, newest.Name),
                newest.Destination,
                newest.Status,
                DeadLetterMask.Title(newest.Answer, newest.Explanation),
                Count,
                DeadLetterRow.Time(FirstFailed),
                DeadLetterRow.Time(LastFailed),
                Newest
            );
    }
}
