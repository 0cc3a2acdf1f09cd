using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>What became of a thread.</summary>
/// <param name="State">What to remember of it from now on.</param>
/// <param name="Facts">For each fact that was taken in, at the same place, what becomes of its event; none for the timer.</param>
/// <param name="Derived">Events that follow from the facts and leave like any other.</param>
/// <param name="DueAt">When silence would end it: from then on, once everything received until then is taken in,
/// <see cref="Conversation.Expire"/> has something to tell. Null when nothing is waited for.</param>
/// <param name="ForgetAt">From when on it may be forgotten (<see cref="ConversationState.Forget"/>); null when nothing
/// happened in it.</param>
public sealed record ConversationOutcome(
    ConversationState State,
    IReadOnlyList<FactOutcome> Facts,
    IReadOnlyList<TrackEvent> Derived,
    DateTimeOffset? DueAt,
    DateTimeOffset? ForgetAt
);

/// <summary>What becomes of one event.</summary>
/// <param name="Adds">The properties it gets where it lacks them (<see cref="PropertyBag.WriteMissing"/>); null for none.</param>
/// <param name="IsRepeat">It says what was said already, by Bridge or another: it counts as a duplicate and does not leave.</param>
public readonly record struct FactOutcome(PropertyBag? Adds, bool IsRepeat = false)
{
    /// <summary>Where it stands in its conversation; null when it belongs to none.</summary>
    public ConversationMark? Mark { get; init; }
}
