namespace Bridge.Simulation.Load;

/// <summary>What came of an ad.</summary>
/// <param name="Messages">How often it was clicked before somebody wrote.</param>
internal sealed record BookedAd(int People, int Conversations, int Answered, int Messages)
{
    public static BookedAd None { get; } = new(0, 0, 0, 0);

    /// <summary>How many conversations may be this ad's beside those that certainly are.</summary>
    public int MoreConversations { get; private init; }

    public int MoreAnswered { get; private init; }

    public int Orders { get; init; }

    public int MoreOrders { get; private init; }

    /// <summary>Of the orders, in the one currency there is in a run.</summary>
    public decimal Value { get; init; }

    public decimal MoreValue { get; private init; }

    /// <param name="isCertain">Whether it is this ad's.</param>
    /// <param name="isAnswered">Null when that is not certain.</param>
    public BookedAd WithConversation(bool isCertain, bool? isAnswered) =>
        this with
        {
            Conversations = Conversations + (isCertain ? 1 : 0),
            MoreConversations = MoreConversations + (isCertain ? 0 : 1),
            Answered = Answered + (isCertain && isAnswered == true ? 1 : 0),
            MoreAnswered = MoreAnswered + (isAnswered is null || (!isCertain && isAnswered == true) ? 1 : 0),
        };

    /// <param name="isCertain">Whether it is this ad's.</param>
    public BookedAd WithOrder(bool isCertain, decimal worth) =>
        this with
        {
            Orders = Orders + (isCertain ? 1 : 0),
            MoreOrders = MoreOrders + (isCertain ? 0 : 1),
            Value = Value + (isCertain ? worth : 0),
            MoreValue = MoreValue + (isCertain ? 0 : worth),
        };

    /// <summary>What came of it since.</summary>
    public BookedAd Since(BookedAd before) =>
        new(People - before.People, Conversations - before.Conversations, Answered - before.Answered, Messages - before.Messages)
        {
            Orders = Orders - before.Orders,
            Value = Value - before.Value,
        };

    public bool Allows(BookedAd shown) =>
        (shown.People, shown.Messages) == (People, Messages)
        && IsWithin(shown.Conversations - Conversations, MoreConversations)
        && IsWithin(shown.Answered - Answered, MoreAnswered)
        && IsWithin(shown.Orders - Orders, MoreOrders)
        && IsWithin(shown.Value - Value, MoreValue);

    public override string ToString() =>
        $"{People} people, {Range(Conversations, MoreConversations)} conversations, {Range(Answered, MoreAnswered)} answered, "
        + $"{Messages} messages, {Range(Orders, MoreOrders)} orders worth {Range(Value, MoreValue)}";

    private static bool IsWithin(decimal surplus, decimal most) => surplus >= 0 && surplus <= most;

    private static string Range(decimal least, decimal more) => more == 0 ? $"{least:0.##}" : $"{least:0.##} to {least + more:0.##}";
}
