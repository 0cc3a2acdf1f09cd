namespace Bridge.DeadLetters;

/// <summary>One dead letter, as lists show it.</summary>
/// <param name="Id">The number people refer to it by; never given twice.</param>
/// <param name="EventId">The id of the event, which the collector knows too. Null masked: it is made of the fact, so that whoever sees it
/// could try out whose number makes the same.</param>
/// <param name="Reason">Why it died: one of <see cref="Storage.DeadReason"/>.</param>
/// <param name="Event">The event's name; the field's for what is unrecognised; null for what is unreadable.</param>
/// <param name="Destination"><c>default</c>, or the business number that has a collector of its own.</param>
/// <param name="Status">The collector's HTTP status, when an answer decided.</param>
/// <param name="Group">The fingerprint of what died alike.</param>
/// <param name="Source">The business number (<c>phone_number_id</c>), when known.</param>
/// <param name="User">Whom the event is about, masked unless asked for; null when it says so nowhere.</param>
/// <param name="Attempts">How often it was posted in vain, all replays included.</param>
/// <param name="FirstFailedAt">When it was first posted in vain, or died without being posted.</param>
/// <param name="LastFailedAt">When it died, the last time if there were several.</param>
/// <param name="ReceivedAt">When the webhook came in.</param>
/// <param name="Explanation">Why it is unreadable, in a sentence; null for what the collector refused.</param>
/// <param name="Version">How often it was edited.</param>
/// <param name="Replay">The last replay it was part of.</param>
internal sealed record DeadLetterSummary(
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
    long? Replay
);

/// <summary>A page of a list, newest dead letters first.</summary>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterSummary> Items, long? Next);

/// <summary>One dead letter with all that is known of it.</summary>
/// <param name="Answer">The first 2 KB of the collector's answer.</param>
/// <param name="Content">The newest version: the track event, or what Meta sent, as text. Masked unless asked for.</param>
/// <param name="Original">What died, when it was edited since; otherwise null.</param>
/// <param name="IsBase64">Whether the contents are no text and stand in base64; masked they are blind.</param>
/// <param name="IsMasked">Whether only what is harmless of it is shown.</param>
/// <param name="Retranslation">What today's translator makes of it; null for dead letters that are events already.</param>
internal sealed record DeadLetter(
    DeadLetterSummary Summary,
    string? Answer,
    string Content,
    string? Original,
    bool IsBase64,
    bool IsMasked,
    Retranslation? Retranslation,
    IReadOnlyList<DeadLetterVersion> Versions,
    IReadOnlyList<DeadLetterNote> History
);

/// <summary>An edited content; version 0 is the original.</summary>
internal sealed record DeadLetterVersion(int Version, string Content, string By, DateTimeOffset At);

/// <summary>One thing that happened to a dead letter: oldest first.</summary>
/// <param name="What">Such as <c>refused with 400</c>, <c>discarded</c>, <c>replay 7 began</c>.</param>
/// <param name="By">Who did it; null for what happened by itself.</param>
internal sealed record DeadLetterNote(DateTimeOffset At, string What, string? By);

/// <summary>What today's translator makes of something it could not read, or did not know, before.</summary>
/// <param name="Events">The track events it becomes, as JSON text, masked unless asked for.</param>
/// <param name="Problem">Why it still becomes nothing; null when it becomes something.</param>
internal sealed record Retranslation(IReadOnlyList<string> Events, string? Problem);

/// <summary>Dead letters that died alike: one cause, as far as a machine can tell.</summary>
/// <param name="Id">Its fingerprint: the same for the same destination, status, event, reason and kind of answer, over restarts and
/// processes.</param>
/// <param name="Title">The answer or explanation with what differs from dead letter to dead letter replaced by <c>#</c>; null when there
/// was none.</param>
/// <param name="Newest">The newest dead letter in it.</param>
internal sealed record DeadLetterGroup(
    string Id,
    string Reason,
    string? Event,
    string Destination,
    int? Status,
    string? Title,
    long Count,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset LastFailedAt,
    long Newest
);
