using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Messaging;

/// <summary>What travels from receiving to intake: the items of one or several webhooks, as JSON.</summary>
/// <remarks>
/// <c>{"schema":2,"receivedAt":"2026-…Z","items":[…]}</c>, an item being one of
/// <c>{"id":"…","name":"message.received","source":"…","about":{…},"event":{…}}</c> with the track event exactly as it is posted and, in
/// <c>about</c>, whom it is about, where and when (<see cref="EventSubject"/>),
/// <c>{"id":"…","unreadable":{"reason":"…","source":"…","raw":…}}</c> (<c>rawBase64</c> when it is not text),
/// <c>{"id":"…","unrecognised":{"field":"…","source":"…","raw":…}}</c> and
/// <c>{"id":"…","invalid":{"name":"…","reason":"…","source":"…","raw":…}}</c>. <c>source</c> is absent when unknown; beside <c>event</c>
/// may stand <c>"crm":true</c> where another system told it, <c>"replacedBy":"…"</c>, the id of the event that would take its place,
/// <c>"implies":"…"</c>, the id of the event that it implies, and <c>"traceparent":"…"</c> of a trace that is recorded. Schema 1 has no
/// <c>about</c>; its events are read instead. Among the items may stand <c>{"dropped":{"channel":2}}</c>: how many things receiving
/// dropped, by the rule.
/// </remarks>
/// <param name="ReceivedAt">When the group was put together.</param>
internal sealed record EventBatch(DateTimeOffset ReceivedAt, IReadOnlyList<BatchItem> Items)
{
    /// <summary>The newest schema this version reads and the one it writes.</summary>
    public const int Schema = 2;

    /// <summary>
    /// Instead of items: how far a receiver has got (<c>"heartbeat":{"instance":"…","clearUntil":"…Z","counted":[…]}</c>), and what it
    /// counted.
    /// </summary>
    public Heartbeat? Heartbeat { get; init; }

    /// <summary>What was dropped before it was an item.</summary>
    public IReadOnlyList<TallyCount> Dropped { get; init; } = [];
}

/// <summary>One item of a batch.</summary>
/// <param name="Name">The event's name, or the field that is not recognised; null for what is unreadable.</param>
/// <param name="Source">The business number (<c>phone_number_id</c>), when known.</param>
/// <param name="Reason">Why it is unreadable or invalid; null for the others.</param>
/// <param name="Payload">The track event, or the bytes Meta sent; events refer to the memory of the batch.</param>
internal readonly record struct BatchItem(
    IntakeKind Kind,
    Guid Id,
    string? Name,
    string? Source,
    string? Reason,
    ReadOnlyMemory<byte> Payload
)
{
    /// <summary>The id of the event that says the same better; null for all but provisional events.</summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>The id of the event that must have happened too; null for most.</summary>
    public Guid? Implies { get; init; }

    /// <summary>Whether another system than Meta told of it.</summary>
    public bool IsFromCrm { get; init; }

    /// <summary>Whether it is for Bridge alone, and never leaves.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whom the event is about, where and when; null for what is no event, and for all of schema 1.</summary>
    public EventSubject? About { get; init; }

    /// <summary>The span in which it was received (W3C Trace Context); null unless that is recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where it is no item at all: what was dropped before it was one.</summary>
    public IReadOnlyList<TallyCount>? Dropped { get; init; }
}
