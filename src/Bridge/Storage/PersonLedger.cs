namespace Bridge.Storage;

/// <summary>
/// Which person is behind each id while a group is taken in: ids of which is heard that they are one person's lead to the older of them,
/// and numbers that were given up lead to nobody. For one thread.
/// </summary>
/// <param name="known">Who was behind the ids before; those that lead to nobody are left out.</param>
/// <param name="newPerson">Makes a person that is younger than all others.</param>
internal sealed class PersonLedger(IReadOnlyDictionary<PersonId, Guid> known, Func<Guid> newPerson)
{
    private readonly Dictionary<PersonId, Guid?> _changed = [];
    private readonly Dictionary<Guid, Guid> _merged = [];
    private readonly Dictionary<PersonId, PersonId> _moved = [];

    /// <summary>Who is behind an id from now on, where that differs from before; null when nobody is any more.</summary>
    public IReadOnlyDictionary<PersonId, Guid?> Changed =>
        _changed
            .Where(change => Settled(change.Value) != Before(change.Key))
            .ToDictionary(change => change.Key, change => Settled(change.Value));

    /// <summary>The people that were somebody else all the time, and who.</summary>
    public IReadOnlyDictionary<Guid, Guid> Merged => _merged.Keys.ToDictionary(younger => younger, Settled);

    /// <summary>Learns what an item says about ids.</summary>
    public void Learn(PersonClue clue)
    {
        if (clue.SameAs is { } other)
        {
            Unite(clue.Id, other);
        }

        if (clue.Previous is { } previous && Find(previous) is not null)
        {
            Unite(clue.Id, previous);
        }

        if (clue.Freed is { } freed)
        {
            _changed[freed] = null;
            _moved[freed] = clue.Id;
        }
    }

    /// <summary>Both are ids of one person.</summary>
    public void Unite(PersonId one, PersonId other)
    {
        if ((Find(one) ?? Find(other)) is not { } person)
        {
            person = newPerson();
        }

        Assign(one, person);
        Assign(other, person);
    }

    /// <summary>The id leads to nobody from now on.</summary>
    public void Forget(PersonId id) => _changed[id] = null;

    /// <summary>
    /// The id by which somebody is found in the end: what the same group says under a number that was given up in it is still theirs.
    /// </summary>
    public PersonId Current(PersonId id) => _moved.TryGetValue(id, out var now) && now != id ? now : id;

    /// <summary>Who is behind an id; somebody new when nobody was.</summary>
    public Guid PersonOf(PersonId id)
    {
        var current = Current(id);
        if (Find(current) is { } person)
        {
            return person;
        }

        person = newPerson();
        _changed[current] = person;
        return person;
    }

    private Guid? Find(PersonId id) => Settled(_changed.TryGetValue(id, out var changed) ? changed : Before(id));

    private Guid? Before(PersonId id) => known.TryGetValue(id, out var person) ? person : null;

    private void Assign(PersonId id, Guid person)
    {
        var (mine, theirs) = (Find(id), Settled(person));
        if (mine is { } here && here != theirs)
        {
            var (older, younger) = here.CompareTo(theirs) < 0 ? (here, theirs) : (theirs, here);
            _merged[younger] = older;
            theirs = older;
        }

        _changed[id] = theirs;
    }

    private Guid? Settled(Guid? person) => person is { } one ? Settled(one) : null;

    private Guid Settled(Guid person)
    {
        while (_merged.TryGetValue(person, out var older))
        {
            person = older;
        }

        return person;
    }
}
