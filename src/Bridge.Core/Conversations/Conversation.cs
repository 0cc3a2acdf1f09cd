namespace Bridge.Core.Conversations;

/// <summary>
/// The reducer of conversations: (state, facts) → (state, what their events get, derived events). It does no I/O and has no clock; the
/// facts may come in any order, and as often as you like: the state is a fold over them in the order in which they happened.
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
    ) => throw new NotImplementedException();

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
    ) => throw new NotImplementedException();

    /// <summary>
    /// One thread of two, when a phone number and a business-scoped id turn out to be one person: what both knew, under the older's key.
    /// </summary>
    /// <param name="youngerKey">The key that goes; its conversations keep the ids they were told under.</param>
    public static ConversationState Merge(ConversationState older, ConversationState younger, ConversationKey youngerKey) =>
        throw new NotImplementedException();
}
