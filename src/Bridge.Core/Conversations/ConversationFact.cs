using System.Buffers.Binary;
using Bridge.Core.Attribution;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>A fresh event of a thread, as the reducer takes it in.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="About">What travelled beside the event; its step says what the event does here.</param>
public sealed record ConversationFact(Guid Id, EventSubject About)
{
    /// <summary>Whether it has moved its conversation before, and is told only now: then it is no repetition.</summary>
    public bool IsKnown { get; init; }

    internal ConversationStep Step => About.Step ?? new ConversationStep(StepKind.None);

    /// <summary>What brought the person here, where this is what tells it.</summary>
    internal Dated<Touch>? Touch =>
        Step.Kind != StepKind.Outcome && Step.Touch?.Bounded() is { } touch ? new Dated<Touch>(At, touch) : null;

    internal long At => About.HappenedAt.ToUnixTimeMilliseconds();

    internal uint ShortId
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Id.TryWriteBytes(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }
    }
}
