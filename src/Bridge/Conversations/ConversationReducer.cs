using Bridge.Core.Conversations;
using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Conversations;

/// <summary>Puts the reducer of <c>Bridge.Core</c> on the rows of the store. Thread-safe.</summary>
internal sealed class ConversationReducer(ConversationSettings settings)
{
    /// <param name="items">What is fresh of one conversation; what says the same as a better one is the same fact.</param>
    public ConversationMove Apply(ConversationRow row, IReadOnlyList<IntakeItem> items)
    {
        var facts = items
            .Select(item => new ConversationFact(item.ReplacedBy ?? item.Id, item.About!) { IsKnown = item.HasMoved })
            .ToList();
        return Step(row, Conversation.Apply(KeyOf(row.Key), StateOf(row), facts, settings));
    }

    /// <summary>Tells what silence ended, and forgets what nobody came back to.</summary>
    /// <param name="watermark">Everything received before is taken in, wherever it waited.</param>
    public ConversationMove Expire(ConversationRow row, DateTimeOffset watermark)
    {
        var outcome = Conversation.Expire(KeyOf(row.Key), StateOf(row), watermark, settings);
        var step = Step(row with { DueAt = null }, outcome);
        return outcome.DueAt is null && outcome.ForgetAt <= watermark
            ? step with
            {
                Row = step.Row with { State = outcome.State.Forget().ToBytes(), DueAt = null },
            }
            : step;
    }

    public static ConversationRow Merge(ConversationRow older, ConversationRow younger) =>
        older with
        {
            State = Conversation.Merge(StateOf(older), StateOf(younger), KeyOf(younger.Key)).ToBytes(),
            DueAt = Earlier(older.DueAt, younger.DueAt),
        };

    /// <summary>When the person wrote last, and when anything happened.</summary>
    public static (DateTimeOffset Written, DateTimeOffset Happened) LastOf(ConversationRow row) =>
        StateOf(row) is var state ? (state.LastWrittenAt ?? default, state.LastHappenedAt ?? default) : default;

    private static ConversationMove Step(ConversationRow row, ConversationOutcome outcome) =>
        new(
            row with
            {
                State = outcome.State.ToBytes(),
                DueAt = Earlier(row.DueAt, outcome.DueAt ?? outcome.ForgetAt),
            },
            outcome.Facts,
            outcome.Derived,
            outcome.State
        );

    /// <remarks>
    /// A time that lies too early is put right when it has come: so the index of due times is written once for many messages.
    /// </remarks>
    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static ConversationKey KeyOf(ConversationRowKey key) => new(key.Number, key.Person.ToString("N"));

    private static ConversationState StateOf(ConversationRow row) =>
        row.State.IsEmpty ? ConversationState.New(row.IsKnownContact) : ConversationState.Read(row.State.Span);
}

/// <summary>What became of a conversation.</summary>
/// <param name="Facts">What each item's event gets, at the item's place.</param>
/// <param name="Derived">Events that follow.</param>
/// <param name="State">What is remembered from now on.</param>
internal sealed record ConversationMove(
    ConversationRow Row,
    IReadOnlyList<FactOutcome> Facts,
    IReadOnlyList<TrackEvent> Derived,
    ConversationState State
);
