using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>
/// Whom events are about: ids that were seen together are one person, and each event leaves under the id the operator chose.
/// </summary>
internal sealed class Identification(IStore store, PeopleCache cache, UserIdChoice choice)
{
    /// <summary>
    /// Reads who each event is about and gives it the id under which it leaves. Changes nothing by itself, so that it may be repeated.
    /// </summary>
    public async Task<IdentifiedItems> IdentifyAsync(IReadOnlyList<IntakeItem> items, CancellationToken cancellationToken)
    {
        var heads = new EventIdentity[items.Count];
        var unknown = new HashSet<PersonId>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Kind == IntakeKind.Event)
            {
                heads[i] = EventIdentityReader.Read(items[i].Name, items[i].Payload.Span);
                heads[i].AddIdsTo(unknown);
            }
        }

        unknown.RemoveWhere(id => cache.TryGet(id, out _));
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

    private IdentifiedItems Identify(
        IReadOnlyList<IntakeItem> items,
        EventIdentity[] heads,
        HashSet<PersonId> unknown,
        IReadOnlyDictionary<PersonId, KnownPerson>? found
    )
    {
        var people = new IdentityResolver(id =>
            found is not null && found.TryGetValue(id, out var person) ? person
            : cache.TryGet(id, out person) ? person
            : null
        );
        var identified = new List<IntakeItem>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            identified.Add(items[i].Kind == IntakeKind.Event ? choice.Apply(items[i], heads[i], people.Observe(heads[i])) : items[i]);
        }

        return new IdentifiedItems(
            identified,
            people.Learned,
            [.. from id in unknown where IsWorthKnowing(id, found) select KeyValuePair.Create(id, found?.GetValueOrDefault(id))]
        );
    }

    /// <summary>
    /// Also that a number has no other id, for there are accounts without any; never that of a business-scoped id, whose number another
    /// forwarder may learn any moment.
    /// </summary>
    private static bool IsWorthKnowing(PersonId id, IReadOnlyDictionary<PersonId, KnownPerson>? found) =>
        EventIdentity.IsPhone(id.Id) || found?.ContainsKey(id) == true;
}

/// <summary>Items as they leave, and what was learned of people on the way.</summary>
/// <param name="Learned">Who is behind an id from now on; null when nobody is any more.</param>
/// <param name="Known">What the store already knew.</param>
internal sealed record IdentifiedItems(
    IReadOnlyList<IntakeItem> Items,
    IReadOnlyDictionary<PersonId, KnownPerson?> Learned,
    IReadOnlyList<KeyValuePair<PersonId, KnownPerson?>> Known
);
