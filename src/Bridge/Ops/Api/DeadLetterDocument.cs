using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>A <see cref="DeadLetter"/> as JSON: its summary's members and its own side by side.</summary>
internal sealed record DeadLetterDocument(
    long Id,
    Guid? EventId,
    string Reason,
    string? Event,
    string Destination,
    int? Status,
    string Group,
    string? Source,
    string? User,
    DeadLetterState State,
    int Attempts,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset LastFailedAt,
    DateTimeOffset ReceivedAt,
    string? Explanation,
    int Version,
    long? Replay,
    string? Answer,
    string Content,
    string? Original,
    bool IsBase64,
    bool IsMasked,
    Retranslation? Retranslation,
    IReadOnlyList<DeadLetterVersion> Versions,
    IReadOnlyList<DeadLetterNote> History
)
{
    public static DeadLetterDocument Of(DeadLetter deadLetter)
    {
        var s = deadLetter.Summary;
        return new(
            s.Id,
            s.EventId,
            s.Reason,
            s.Event,
            s.Destination,
            s.Status,
            s.Group,
            s.Source,
            s.User,
            s.State,
            s.Attempts,
            s.FirstFailedAt,
            s.LastFailedAt,
            s.ReceivedAt,
            s.Explanation,
            s.Version,
            s.Replay,
            deadLetter.Answer,
            deadLetter.Content,
            deadLetter.Original,
            deadLetter.IsBase64,
            deadLetter.IsMasked,
            deadLetter.Retranslation,
            deadLetter.Versions,
            deadLetter.History
        );
    }

    public DeadLetter ToDeadLetter() =>
        new(
            new DeadLetterSummary(
                Id,
                EventId,
                Reason,
                Event,
                Destination,
                Status,
                Group,
                Source,
                User,
                State,
                Attempts,
                FirstFailedAt,
                LastFailedAt,
                ReceivedAt,
                Explanation,
                Version,
                Replay
            ),
            Answer,
            Content,
            Original,
            IsBase64,
            IsMasked,
            Retranslation,
            Versions,
            History
        );
}

/// <summary>An <see cref="ExportedDeadLetter"/> as a line of JSON.</summary>
internal sealed record ExportLine(
    long Id,
    Guid? EventId,
    string Reason,
    string? Event,
    string Destination,
    int? Status,
    string Group,
    string? Source,
    string? User,
    DeadLetterState State,
    int Attempts,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset LastFailedAt,
    DateTimeOffset ReceivedAt,
    string? Explanation,
    int Version,
    long? Replay,
    string? Answer,
    string Content,
    bool IsBase64
)
{
    public static ExportLine Of(ExportedDeadLetter deadLetter)
    {
        var s = deadLetter.Summary;
        return new(
            s.Id,
            s.EventId,
            s.Reason,
            s.Event,
            s.Destination,
            s.Status,
            s.Group,
            s.Source,
            s.User,
            s.State,
            s.Attempts,
            s.FirstFailedAt,
            s.LastFailedAt,
            s.ReceivedAt,
            s.Explanation,
            s.Version,
            s.Replay,
            deadLetter.Answer,
            deadLetter.Content,
            deadLetter.IsBase64
        );
    }

    public ExportedDeadLetter ToDeadLetter() =>
        new(
            new DeadLetterSummary(
                Id,
                EventId,
                Reason,
                Event,
                Destination,
                Status,
                Group,
                Source,
                User,
                State,
                Attempts,
                FirstFailedAt,
                LastFailedAt,
                ReceivedAt,
                Explanation,
                Version,
                Replay
            ),
            Answer,
            Content,
            IsBase64
        );
}
