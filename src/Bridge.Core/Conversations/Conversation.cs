using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>
/// The reducer of conversations: (state, facts) → (state, what their events get, derived events). It does no I/O and has no clock; the
/// facts may come in any order, one by one or many at once: the state is a fold over them in the order in which they happened, and only
/// what was told already stays told.
/// </summary>
public static class Conversation
{
    /// <summary>Takes in fresh facts of one thread.</summary>
    /// <param name="key">Which thread it is.</param>
    /// <param name="state">What was remembered; <see cref="ConversationState.New"/> for a thread nobody heard of.</param>
    /// <param name="facts">In whatever order; those without a step change nothing.</param>
    public static ConversationOutcome Apply(
        ConversationKey key,
        ConversationState state,
        IReadOnlyList<ConversationFact> facts,
        ConversationSettings settings
    )
    {
        var known = facts.Aggregate(state, Learn);
        var view = ThreadView.Of(known, facts, settings);
        var telling = new Telling(key, known, view, settings)
        {
            HasContactOfCrm = facts.Any(fact => fact.Step.Kind == StepKind.Created),
            HeardBefore = state.Touches,
        };
        var told = new FactOutcome[facts.Count];
        foreach (var index in InOrder(facts))
        {
            told[index] = telling.Tell(facts[index]);
        }

        return telling.Outcome(told);
    }

    /// <summary>
    /// Tells of the conversations that silence ended. Call it when <see cref="ConversationOutcome.DueAt"/> lies below the watermark; too
    /// early it tells nothing, and the outcome says when to ask again.
    /// </summary>
    /// <param name="watermark">Everything received before this moment is taken in, wherever it waited.</param>
    public static ConversationOutcome Expire(
        ConversationKey key,
        ConversationState state,
        DateTimeOffset watermark,
        ConversationSettings settings
    )
    {
        var telling = new Telling(key, state, ThreadView.Of(state, [], settings), settings);
        telling.TellSilence(watermark.ToUnixTimeMilliseconds());
        return telling.Outcome([]);
    }

    /// <summary>
    /// One thread of two, when a phone number and a business-scoped id turn out to be one person: what both knew, under the older's key.
    /// </summary>
    /// <param name="youngerKey">The key that goes; its conversations keep the ids they were told under.</param>
    public static ConversationState Merge(ConversationState older, ConversationState younger, ConversationKey youngerKey) =>
        ThreadMerge.Merge(older, younger, youngerKey);

    /// <summary>The places of facts, in the order in which they happened.</summary>
    private static IEnumerable<int> InOrder(IReadOnlyList<ConversationFact> facts)
    {
        var places = Enumerable.Range(0, facts.Count);
        return facts.Count == 1 ? places : places.OrderBy(place => facts[place], FactOrder.Instance);
    }

    /// <summary>What needs no order: the earliest, the latest.</summary>
    private static ConversationState Learn(ConversationState state, ConversationFact fact)
    {
        var (about, step) = (fact.About, fact.Step);
        var touch = fact.Touch;
        var name =
            step.IsFromCrm && about.ChatId is { Length: > 0 and <= ConversationState.LongestWord } chat
                ? new Dated<string>(fact.At, chat)
                : null;
        var party = step.Kind is StepKind.None or StepKind.Outcome
            ? null
            : new ConversationParty(fact.At, about.UserId, about.Account, about.Number, about.ChatId);
        return state with
        {
            First = Dated<Attribution.Touch>.Earlier(state.First, touch),
            Touches = touch is null ? state.Touches : TouchLog.With(state.Touches, [touch]),
            ChatName = Dated<string>.Later(state.ChatName, name),
            Party = ConversationParty.Later(state.Party, party),
        };
    }
}
