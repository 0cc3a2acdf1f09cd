namespace Bridge.Storage.Postgres;

/// <summary>
/// What becomes of a group's conversations if nothing of it was taken in before and all of them are as they are known: reckoned while the
/// server looks for its ids, which takes as long, and of use when it was so.
/// </summary>
internal sealed class ConversingAhead
{
    /// <summary>From so many items on another thread is asked: for a few that costs more than it spares.</summary>
    private const int WorthSharing = 32;

    private readonly IReadOnlyList<IntakeItem> _items;
    private readonly ReadConversations _read;
    private readonly Task<(Conversed Conversed, Lazy<ReadOnlyMemory<byte>> Counts)> _work;

    private ConversingAhead(IReadOnlyList<IntakeItem> items, IReadOnlyList<TakenItem> taken, ReadConversations read, IConversing conversing)
    {
        (_items, _read) = (items, read);
        _work = Task.Run(() =>
        {
            var conversed = conversing.Converse(taken, read.Rows, new Dictionary<Guid, KnownPerson>());
            return (conversed, RollUpAside.Begin(conversed.Items, conversing));
        });
    }

    /// <returns>Null where something else must be known first, or it is not worth it.</returns>
    public static ConversingAhead? Begin(IntakeBatch group, KnownConversations? known)
    {
        if (known is null || group.Conversing is null || group.Items.Count < WorthSharing || !group.Items.All(IsPlain))
        {
            return null;
        }

        var items = group.Items.Where(item => !PostgresSeen.IsPutOff(item)).DistinctBy(item => item.Id).ToList();
        if (!new PersonLessons(items, group.People).IsEmpty || LateAccounts.NumbersOf(items).Length > 0)
        {
            return null;
        }

        var places = items.ConvertAll(item => PostgresConversations.PlaceOf(item, ledger: null));
        var asked = places.OfType<ConversationPlace>().Distinct().ToList();
        var (keys, read) = PostgresConversations.Recall(asked, known);
        return asked.Count > 0 && keys.Count == asked.Count
            ? new ConversingAhead(items, PostgresConversations.Taken(items, places, keys), read, group.Conversing)
            : null;
    }

    /// <summary>Waits until nothing is done with the conversations any more, whether it was of use or not.</summary>
    public static async Task SettleAsync(ConversingAhead? ahead) =>
        await (ahead?._work ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <param name="items">What was never taken in before.</param>
    /// <returns>Null when that is not what it was reckoned with.</returns>
    public static async Task<(Conversed Conversed, ReadConversations Read, Lazy<ReadOnlyMemory<byte>> Counts)?> UseAsync(
        ConversingAhead? ahead,
        IReadOnlyList<IntakeItem> items
    )
    {
        if (ahead is null || !ahead._items.SequenceEqual<object>(items, ReferenceEqualityComparer.Instance))
        {
            return null;
        }

        var (conversed, counts) = await ahead._work;
        return (conversed, ahead._read, counts);
    }

    /// <summary>Waits for nothing better under another id, and nothing waits for it under one.</summary>
    private static bool IsPlain(IntakeItem item) =>
        (item.ReplacedBy is null || item.ReplacedBy == item.Id) && item is { AlsoToldAs: null, FormerId: null };
}
