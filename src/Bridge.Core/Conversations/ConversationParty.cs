namespace Bridge.Core.Conversations;

/// <summary>Whom and what the thread was last about, for events that no webhook is the cause of.</summary>
/// <param name="At">When it was so, in milliseconds since 1970: the latest counts.</param>
internal sealed record ConversationParty(long At, string UserId, string? Account, string? Number, string? ChatId)
{
    public static ConversationParty? Later(ConversationParty? one, ConversationParty? other) =>
        one is null || (other is not null && Rank(other).CompareTo(Rank(one)) > 0) ? other : one;

    private static (long, string, string) Rank(ConversationParty party) => (party.At, party.UserId, party.ChatId ?? "");
}

/// <summary>Something known since some moment.</summary>
internal sealed record Dated<T>(long At, T Value)
    where T : class
{
    public static Dated<T>? Earlier(Dated<T>? one, Dated<T>? other) =>
        one is null || (other is not null && Compare(other, one) < 0) ? other : one;

    public static Dated<T>? Later(Dated<T>? one, Dated<T>? other) =>
        one is null || (other is not null && Compare(other, one) > 0) ? other : one;

    /// <summary>The earlier first; of one moment, in an order that does not depend on which came first.</summary>
    public static IComparer<Dated<T>> Order { get; } = Comparer<Dated<T>>.Create(Compare);

    private static int Compare(Dated<T> one, Dated<T> other) =>
        one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Value.ToString(), other.Value.ToString());
}
