using Bridge.Core.Events;

namespace Bridge.Core.Insights;

/// <summary>An event as it is counted: after its conversation added what it knows.</summary>
/// <param name="Number">The business number.</param>
/// <param name="About">Null where only the event itself says.</param>
/// <param name="Payload">The event as JSON.</param>
/// <param name="Mark">Where it stands in its conversation; null when it is part of none.</param>
public sealed record CountedEvent(string Name, string? Number, EventSubject? About, ReadOnlyMemory<byte> Payload, ConversationMark? Mark);
