using System.Runtime.InteropServices;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>
/// Whom events are about: ids that were seen together are one person.
/// </summary>
internal sealed class Identification(IIntakeStore store, PeopleCache cache, NumberAccounts accounts)
{
    /// <summary>
    /// Finds who each event is about. Changes nothing by itself, so that it may be repeated.
    /// </summary>
    /// <param name="isErased">Whether what is remembered of an id in memory is from before its person was erased.</param>
    public async Task<IdentifiedItems> IdentifyAsync(
        IReadOnlyList<IntakeItem> told,
        IConversing conversing,
        Predicate<PersonId> isErased,
        CancellationToken cancellationToken
    )
    {
        var items = await accounts.CompleteAsync(told, conversing, cancellationToken);
        var heads = new EventIdentity[items.Count];
        var unknown = new HashSet<PersonId>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Kind == IntakeKind.Event)
            {
                heads[i] = IdentityOf(items[i]);
                heads[i].AddIdsTo(unknown);
            }
        }

        unknown.RemoveWhere(id => cache.TryGet(id, out _) && !isErased(id));
        var found = unknown.Count == 0 ? null : await store.FindPeopleAsync(unknown, cancellationToken);
        return Identify(items, heads, unknown, found);
    }

    /// <summary>To be called when what was learned is stored.</summary>
    public void Remember(IdentifiedItems identified)
    {
        foreach (var (id, person) in identified.Known)
        {
            cache.Set(id, person);
        }

        foreach (var (id, person) in identified.Learned)
        {
            cache.Set(id, person);
        }
    }

    private static EventIdentity IdentityOf(IntakeItem item) =>
        item.About is { } about ? EventIdentity.Of(about) : EventIdentityReader.Read(item.Name, item.Payload.Span);

    private IdentifiedItems Identify(
        IReadOnlyList<IntakeItem> items,
        EventIdentity[] heads,
        HashSet<PersonId> unknown,
        IReadOnlyDictionary<PersonId, KnownPerson>? found
    )
    {
        var people = new IdentityResolver(id =>
            unknown.Contains(id) ? found?.GetValueOrDefault(id)
            : cache.TryGet(id, out var person) ? person
            : null
        );
        var identified = new List<IdentifiedItem>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var person = items[i].Kind == IntakeKind.Event ? people.Observe(heads[i]) : null;
            identified.Add(new IdentifiedItem(items[i], heads[i], person));
        }

        for (var i = 0; i < items.Count; i++)
        {
            identified[i] = identified[i] with { Item = WithClue(identified[i], people) };
        }

        return new IdentifiedItems(
            identified,
            people.Learned,
            [.. from id in unknown where IsWorthKnowing(id, found) select KeyValuePair.Create(id, found?.GetValueOrDefault(id))]
        );
    }

    private static IntakeItem WithClue(in IdentifiedItem identified, IdentityResolver people) =>
        identified.Item.Kind == IntakeKind.Event && identified.Identity.ClueTo(people.Learned.ContainsKey) is { } clue
            ? identified.Item with
            {
                Clue = clue,
                Person = identified.Person,
            }
            : identified.Item;

    /// <summary>
    /// Also that a number has no other id, for there are accounts without any; never that of a business-scoped id, whose number another
    /// forwarder may learn any moment.
    /// </summary>
    private static bool IsWorthKnowing(PersonId id, IReadOnlyDictionary<PersonId, KnownPerson>? found) =>
        EventIdentity.IsPhone(id.Id) || found?.ContainsKey(id) == true;
}

/// <summary>Items with whom they are about, and what was learned of people on the way.</summary>
/// <param name="Learned">Who is behind an id from now on; null when nobody is any more.</param>
/// <param name="Known">What the store already knew.</param>
internal sealed record IdentifiedItems(
    IReadOnlyList<IdentifiedItem> Items,
    IReadOnlyDictionary<PersonId, KnownPerson?> Learned,
    IReadOnlyList<KeyValuePair<PersonId, KnownPerson?>> Known
);

/// <summary>An item with whom it is about.</summary>
/// <param name="Identity">As it says itself; nobody for what is no event.</param>
/// <param name="Person">All ids of the person; null while only one was ever seen.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IdentifiedItem(IntakeItem Item, EventIdentity Identity, KnownPerson? Person);
