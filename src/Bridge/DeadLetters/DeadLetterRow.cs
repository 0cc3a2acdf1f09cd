using Bridge.DeadLetters.Masking;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>A row of <c>dead_letters</c> without its content, as both databases give it.</summary>
internal sealed class DeadLetterRow
{
    /// <summary>The group of dead letters that an older version of Bridge left, until they are grouped.</summary>
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
        const string newest = "COALESCE(edited.payload, dead_letter.payload)";
        return $"""
            dead_letter.seq AS Seq, {dialect.IdText("COALESCE(edited.id, dead_letter.id)")} AS IdText,
            dead_letter.state AS State, dead_letter.reason AS Reason, dead_letter.grp AS Grp, dead_letter.name AS Name,
            dead_letter.destination AS Destination, dead_letter.source AS Source, dead_letter.status AS Status,
            dead_letter.attempts AS Attempts, dead_letter.version AS Version, dead_letter.replay AS Replay,
            COALESCE(dead_letter.first_failed_at, dead_letter.created_at) AS FirstFailed, {DeadLetterWhere.DiedAt} AS LastFailed,
            dead_letter.received_at AS Received, dead_letter.explanation AS Explanation, dead_letter.answer AS Answer,
            {(headOnly ? dialect.Start(newest, DeadLetterContent.HeadBytes) : newest)} AS Payload
            """;
    }

    /// <summary>Where the <see cref="Columns"/> come from.</summary>
    public const string Tables =
        "dead_letters AS dead_letter LEFT JOIN dead_letter_versions AS edited ON edited.dead_letter = dead_letter.seq "
        + "AND edited.version = dead_letter.version";

    public DeadLetterSummary ToSummary(bool isMasked)
    {
        var user = DeadLetterContent.UserOf(Reason, Payload);
        return new DeadLetterSummary(
            Seq,
            isMasked ? null : Id,
            Reason,
            isMasked ? DeadLetterMask.Name(Reason, Name) : Name,
            Destination,
            Status,
            Grp ?? Ungrouped,
            Source,
            isMasked && user is not null ? DeadLetterMask.User(user) : user,
            Enum.Parse<DeadLetterState>(State, ignoreCase: true),
            Attempts,
            Time(FirstFailed),
            Time(LastFailed),
            Time(Received),
            isMasked ? DeadLetterMask.Explanation(Explanation) : Explanation,
            Version,
            Replay
        );
    }

    /// <summary>The collector's answer.</summary>
    public string? ShownAnswer(bool isMasked) => isMasked ? DeadLetterMask.Answer(Answer) : Answer;

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
