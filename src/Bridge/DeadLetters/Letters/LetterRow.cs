using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>A row of <c>dead_letters</c> without its content, as both databases give it.</summary>
internal sealed class LetterRow
{
    /// <summary>The group of letters that an older version of Bridge left, until they are grouped.</summary>
    public const string Ungrouped = "ungrouped";

    public long Seq { get; init; }

    public string IdText { get; init; } = "";

    public string State { get; init; } = "";

    public string Reason { get; init; } = "";

    public string? Grp { get; init; }

    public string? Name { get; init; }

    public string Destination { get; init; } = "";

    public string? Source { get; init; }

    public int? Status { get; init; }

    public int Attempts { get; init; }

    public int Version { get; init; }

    public long? Replay { get; init; }

    public long FirstFailed { get; init; }

    public long LastFailed { get; init; }

    public long Received { get; init; }

    public string? Explanation { get; init; }

    public string? Answer { get; init; }

    /// <summary>The content, or the first bytes of it.</summary>
    public byte[] Payload { get; init; } = [];

    public Guid Id => Guid.ParseExact(IdText, "N");

    /// <summary>The columns, with the newest version of the content.</summary>
    /// <param name="headOnly">Only its first bytes.</param>
    public static string Columns(SqlDialect dialect, bool headOnly)
    {
        const string newest = "COALESCE(edited.payload, letter.payload)";
        return
            $"""
            letter.seq AS Seq, {dialect.IdText("COALESCE(edited.id, letter.id)")} AS IdText, letter.state AS State, letter.reason AS Reason, letter.grp AS Grp,
            letter.name AS Name, letter.destination AS Destination, letter.source AS Source, letter.status AS Status, letter.attempts AS Attempts,
            letter.version AS Version, letter.replay AS Replay, COALESCE(letter.first_failed_at, letter.created_at) AS FirstFailed, {LetterWhere.DiedAt} AS LastFailed,
            letter.received_at AS Received, letter.explanation AS Explanation, letter.answer AS Answer,
            {(headOnly ? dialect.Start(newest, LetterContent.HeadBytes) : newest)} AS Payload
            """;
    }

    /// <summary>Where the <see cref="Columns"/> come from.</summary>
    public const string Tables =
        "dead_letters AS letter LEFT JOIN letter_versions AS edited ON edited.letter = letter.seq AND edited.version = letter.version";

    public LetterSummary ToSummary(bool isMasked)
    {
        var user = LetterContent.UserOf(Reason, Payload);
        return new LetterSummary(
            Seq, Id, Reason, Name, Destination, Status, Grp ?? Ungrouped, Source, isMasked && user is not null ? LetterMask.User(user) : user,
            Enum.Parse<LetterState>(State, ignoreCase: true), Attempts, Time(FirstFailed), Time(LastFailed), Time(Received), Explanation, Version, Replay);
    }

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
