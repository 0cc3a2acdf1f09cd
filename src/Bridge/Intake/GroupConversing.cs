using Bridge.Conversations;
using Bridge.Core.Conversations;
using Bridge.Identity;
using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Lets the items of a group move their conversations: events get what only those know, and what follows from them goes out as any other
/// event does. Belongs to one group, whose last attempt is the one that counts.
/// </summary>
/// <param name="identities">Whom the items are about, by their ids.</param>
internal sealed class GroupConversing(
    ConversationReducer reducer,
    UserIdChoice choice,
    DerivedItems derivedItems,
    NumberAccounts accounts,
    ItemCount count,
    ConversionItems conversions,
    Dictionary<Guid, IdentifiedItem> identities
) : IConversing
{
    /// <summary>
    /// From so many conversations on they are moved by several threads: the transaction waits for it. One core is left to whoever looks ids
    /// up meanwhile, and helps when that is done.
    /// </summary>
    private const int WorthSharing = 32;

    private static readonly int Others = Math.Max(0, Environment.ProcessorCount - 2);

    private readonly HashSet<Guid> _revived = [];
    private volatile SharedLoop? _moving;

    /// <summary>What followed and does not leave.</summary>
    public IReadOnlyList<IntakeItem> NotForwarded { get; private set; } = [];

    /// <summary>The business numbers of which CRMs told, and of which no account is known.</summary>
    public IEnumerable<string> NumbersWithoutAccount =>
        identities
            .Values.Select(one => one.Item is { IsFromCrm: true, About: { Account: null } about } ? about.Number : null)
            .OfType<string>();

    public IReadOnlyList<Guid> Unidentified(IReadOnlyList<TakenItem> items) =>
        [.. items.Where(taken => _revived.Contains(taken.Item.Id)).Select(taken => taken.Conversation?.Person).OfType<Guid>().Distinct()];

    public Conversed Converse(
        IReadOnlyList<TakenItem> items,
        IReadOnlyDictionary<ConversationRowKey, ConversationRow> conversations,
        IReadOnlyDictionary<Guid, KnownPerson> people
    )
    {
        var (stored, groups) = (new StoredItems(items), PlacesOf(items).ToList());
        var moves = new ConversationMove[groups.Count];
        var moving = _moving = new SharedLoop(groups.Count, at => moves[at] = Move(groups[at]));
        moving.Run(groups.Count < WorthSharing ? 0 : Others);
        foreach (var (places, move) in groups.Zip(moves))
        {
            var (cause, known) = (identities[items[places.First()].Item.Id], people.GetValueOrDefault(places.Key.Person));
            foreach (var derived in move.Derived)
            {
                var item = derivedItems.Of(derived, cause.Item.ReceivedAt, cause.Person ?? known);
                stored.Insert(conversions.Mark(item, move.State), derived.Timestamp, places);
            }
        }

        NotForwarded = [.. stored.Derived.Where(item => !item.IsForwarded)];
        return new Conversed(conversions.MarkRest(stored.ToList()), [.. moves.Select(move => move.Row)]) { Waiting = stored.Waiting };

        ConversationMove Move(IGrouping<ConversationRowKey, int> places)
        {
            var known = people.GetValueOrDefault(places.Key.Person);
            var move = reducer.Apply(conversations[places.Key], [.. places.Select(place => items[place].Item)]);
            foreach (var (place, fact) in places.Zip(move.Facts))
            {
                if (items[place].Item.LeavesLater && !fact.IsRepeat)
                {
                    stored.Wait(place);
                    continue;
                }

                stored[place] = conversions.Mark(Finish(items[place].Item, known, fact, move.State.ChatId), move.State);
            }

            return move;
        }
    }

    public void Help() => _moving?.Help();

    public Conversed Expire(IReadOnlyList<ConversationRow> rows, IReadOnlyDictionary<Guid, KnownPerson> people, DateTimeOffset watermark)
    {
        var moves = rows.Select(row => reducer.Expire(row, watermark)).ToList();
        List<IntakeItem> items =
        [
            .. moves.SelectMany(move =>
                move.Derived.Select(derived =>
                    conversions.Mark(derivedItems.Of(derived, watermark, people.GetValueOrDefault(move.Row.Key.Person)), move.State)
                )
            ),
        ];
        NotForwarded = [.. items.Where(item => !item.IsForwarded)];
        return new Conversed(items, [.. moves.Select(move => move.Row)]);
    }

    public IntakeItem Revive(IntakeItem item, ReadOnlyMemory<byte> about)
    {
        if (about.IsEmpty || SubjectReader.Read(about.Span) is not { } kept)
        {
            return item;
        }

        var subject = kept is { Account: null, Number: { } number } ? kept with { Account = accounts.TryGet(number) } : kept;
        var identity = EventIdentity.Of(subject);
        var revived = item with { About = subject, Clue = identity.ClueTo(_ => false) };
        _revived.Add(item.Id);
        if (!item.IsFromCrm || !identities.ContainsKey(item.Id)) // of twins Meta knows whom it is about
        {
            identities[item.Id] = new IdentifiedItem(revived, identity, null);
        }

        return ConversationItems.Mark(revived);
    }

    public IntakeItem Detach(IntakeItem item) =>
        item.IsForwarded && item.About is { } about
            ? choice.Apply(item with { Conversation = null }, EventIdentity.Of(about), item.Person)
            : item with
            {
                Conversation = null,
            };

    public ReadOnlyMemory<byte> RollUp(IReadOnlyList<IntakeItem> items) => count.Of(items);

    public ConversationRow Merge(ConversationRow older, ConversationRow younger) => ConversationReducer.Merge(older, younger);

    private static IEnumerable<IGrouping<ConversationRowKey, int>> PlacesOf(IReadOnlyList<TakenItem> items) =>
        from place in Enumerable.Range(0, items.Count)
        where items[place].Conversation is not null
        group place by items[place].Conversation!.Value;

    /// <param name="known">All ids of the person, where that was not known before the transaction.</param>
    private IntakeItem Finish(IntakeItem item, KnownPerson? known, FactOutcome fact, string? chatId)
    {
        if (fact.IsRepeat)
        {
            return item with { IsRepeat = true };
        }

        var enriched = item with { Payload = EnrichedEvent.Write(item.Payload, fact.Adds, chatId), Mark = fact.Mark };
        if (!item.IsForwarded)
        {
            return enriched; // what does not leave is counted all the same
        }

        var (_, identity, person) = identities[item.Id];
        return choice.Apply(enriched, identity, person ?? known);
    }
}
