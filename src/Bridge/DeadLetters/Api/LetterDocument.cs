namespace Bridge.DeadLetters.Api;

/// <summary>A <see cref="Letter"/> as JSON: its summary's members and its own side by side.</summary>
internal sealed record LetterDocument(
    long Id, Guid EventId, string Reason, string? Event, string Destination, int? Status, string Group, string? Source, string? User, LetterState State,
    int Attempts, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, DateTimeOffset ReceivedAt, string? Explanation, int Version, long? Replay,
    string? Answer, string Content, string? Original, bool IsBase64, bool IsMasked, Retranslation? Today, IReadOnlyList<LetterVersion> Versions, IReadOnlyList<LetterNote> History)
{
    public static LetterDocument Of(Letter letter)
    {
        var s = letter.Summary;
        return new(
            s.Id, s.EventId, s.Reason, s.Event, s.Destination, s.Status, s.Group, s.Source, s.User, s.State,
            s.Attempts, s.FirstFailedAt, s.LastFailedAt, s.ReceivedAt, s.Explanation, s.Version, s.Replay,
            letter.Answer, letter.Content, letter.Original, letter.IsBase64, letter.IsMasked, letter.Today, letter.Versions, letter.History);
    }

    public Letter ToLetter() => new(
        new LetterSummary(
            Id, EventId, Reason, Event, Destination, Status, Group, Source, User, State,
            Attempts, FirstFailedAt, LastFailedAt, ReceivedAt, Explanation, Version, Replay),
        Answer, Content, Original, IsBase64, IsMasked, Today, Versions, History);
}

/// <summary>An <see cref="ExportedLetter"/> as a line of JSON.</summary>
internal sealed record ExportLine(
    long Id, Guid EventId, string Reason, string? Event, string Destination, int? Status, string Group, string? Source, string? User, LetterState State,
    int Attempts, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, DateTimeOffset ReceivedAt, string? Explanation, int Version, long? Replay,
    string? Answer, string Content, bool IsBase64)
{
    public static ExportLine Of(ExportedLetter letter)
    {
        var s = letter.Summary;
        return new(
            s.Id, s.EventId, s.Reason, s.Event, s.Destination, s.Status, s.Group, s.Source, s.User, s.State,
            s.Attempts, s.FirstFailedAt, s.LastFailedAt, s.ReceivedAt, s.Explanation, s.Version, s.Replay,
            letter.Answer, letter.Content, letter.IsBase64);
    }

    public ExportedLetter ToLetter() => new(
        new LetterSummary(
            Id, EventId, Reason, Event, Destination, Status, Group, Source, User, State,
            Attempts, FirstFailedAt, LastFailedAt, ReceivedAt, Explanation, Version, Replay),
        Answer, Content, IsBase64);
}
