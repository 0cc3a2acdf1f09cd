namespace Bridge.Storage;

/// <summary>What is taught of people's ids.</summary>
/// <param name="clues">Only of what was never taken in before, which alone teaches who moved.</param>
/// <param name="pairs">Which ids were seen together; null where an id leads to nobody any more.</param>
internal sealed class PersonLessons(IEnumerable<PersonClue> clues, IReadOnlyDictionary<PersonId, KnownPerson?> pairs)
{
    private readonly List<PersonClue> _news = [.. clues.Where(clue => clue.IsNews)];

    public PersonLessons(IReadOnlyList<IntakeItem> taken, IReadOnlyDictionary<PersonId, KnownPerson?> pairs)
        : this(taken.Select(item => item.Clue).OfType<PersonClue>(), pairs) { }

    public bool IsEmpty => _news.Count == 0 && pairs.Count == 0;

    /// <summary>All ids that are spoken of.</summary>
    public IEnumerable<PersonId> Ids =>
        Leading.Concat(pairs.Keys).Concat(_news.Select(clue => clue.Previous).OfType<PersonId>()).Distinct();

    /// <summary>Those that lead to somebody afterwards.</summary>
    private IEnumerable<PersonId> Leading =>
        _news
            .SelectMany(clue => new[] { clue.Id, clue.SameAs })
            .OfType<PersonId>()
            .Concat(pairs.Where(pair => pair.Value is not null).SelectMany(pair => OneOf(pair.Key, pair.Value!)));

    /// <summary>A new person for each of those, should it be one; the same where they are told to be one person's.</summary>
    public Dictionary<PersonId, Guid> Propose()
    {
        var ledger = new PersonLedger(new Dictionary<PersonId, Guid>(), Guid.CreateVersion7);
        Teach(ledger);
        return Leading.Distinct().ToDictionary(id => id, ledger.PersonOf);
    }

    public void Teach(PersonLedger ledger)
    {
        foreach (var (id, person) in pairs)
        {
            if (person is null)
            {
                ledger.Forget(id);
                continue;
            }

            foreach (var other in OneOf(id, person))
            {
                ledger.Unite(id, other);
            }
        }

        foreach (var clue in _news)
        {
            ledger.Learn(clue);
        }
    }

    private static PersonId[] OneOf(PersonId id, KnownPerson person) =>
        [id, new PersonId(id.Account, person.Bsuid), new PersonId(id.Account, person.Phone)];
}
