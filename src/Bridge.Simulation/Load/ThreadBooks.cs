using System.Runtime.InteropServices;
using Bridge.Core.Events;
using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>
/// Books on what Bridge must derive by itself: of every person and business number, which contacts and hand-overs follow from what was
/// posted. Kept apart from the running Bridge and by other means, and by person, since the ids of derived events hold a name of the
/// store's own. Not thread-safe.
/// </summary>
/// <param name="silence">After how long without a message a conversation is over; null for never.</param>
/// <param name="first">Who answers when a conversation begins.</param>
internal sealed class ThreadBooks(TimeSpan? silence = null, ServiceMode first = ServiceMode.Unknown)
{
    private readonly Dictionary<string, BookedPerson> _people = [];

    /// <summary>How many events Bridge must make that no webhook holds.</summary>
    public int Derived => Threads().Sum(thread => thread.Account.Derived(silence, first));

    /// <summary>How many of these events there must be, whoever tells of them.</summary>
    public int Expected(IReadOnlyCollection<string> events) =>
        Threads().Sum(thread => events.Sum(name => thread.Account.CountOf(name, silence, first)));

    /// <summary>Under what the collector may count these events.</summary>
    public IEnumerable<DerivedKey> Keys(IReadOnlyCollection<string> events) =>
        from thread in Threads()
        from userId in thread.Person.Ids.Distinct()
        from name in events
        select new DerivedKey(name, thread.Number, userId);

    /// <summary>How often conversations of somebody must have ended, and under what the collector may count that.</summary>
    public (int Expected, IReadOnlyList<DerivedKey> Keys) EndsOf(string userId, string number) =>
        Find(userId) is { } person
            ? (
                person.ThreadWith(number).CountOf(DerivedKey.Resolved, silence, first),
                [.. person.Ids.Distinct().Select(id => new DerivedKey(DerivedKey.Resolved, number, id))]
            )
            : (0, []);

    /// <summary>Takes in one event of a post that was answered 200. What was taken in before must not come again.</summary>
    public void Take(TrackEvent item) => Take(item.Subject, item.Source);

    /// <inheritdoc cref="Take(TrackEvent)"/>
    /// <param name="about">Whom it is about, and what it does.</param>
    /// <param name="source">The business number.</param>
    public void Take(EventSubject about, string? source)
    {
        if (source is not { } number || about.UserId == Core.Users.Person.SystemUserId)
        {
            return;
        }

        var person = Join([about.UserId, about.Phone, about.Bsuid, about.PreviousUserId, about.NewUserId]);
        if (about.Step is { } step)
        {
            person.ThreadWith(number).Take(about.HappenedAt, step);
        }
    }

    /// <summary>Holds the books against what a collector was told.</summary>
    /// <param name="events">Those that are looked at.</param>
    /// <returns>A line for each difference; none when all is as it must be.</returns>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<DerivedKey, int> told, IReadOnlyCollection<string> events)
    {
        var expected = new Dictionary<(string, string, BookedPerson?), int>();
        foreach (var (person, number, account) in Threads())
        {
            foreach (var name in events)
            {
                expected[(name, number, person)] = account.CountOf(name, silence, first);
            }
        }

        foreach (var (key, count) in told.Where(pair => events.Contains(pair.Key.Event)))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(expected, (key.Event, key.Number, Find(key.UserId)), out _) -= count;
        }

        return
        [
            .. expected
                .Where(pair => pair.Value != 0 && !IsToldEarly(pair.Key, -pair.Value))
                .Select(pair => Describe(pair.Key, pair.Value)),
        ];
    }

    private bool IsToldEarly((string Event, string Number, BookedPerson? Person) thread, int surplus) =>
        thread is { Event: DerivedKey.Handoff, Person: { } person }
        && surplus > 0
        && surplus <= person.ThreadWith(thread.Number).MoreHandoffs(silence, first);

    private static string Describe((string Event, string Number, BookedPerson? Person) thread, int missing) =>
        $"{thread.Event} for {thread.Person?.ToString() ?? "somebody who never wrote"} with {thread.Number}: "
        + (missing > 0 ? $"{missing} missing" : $"{-missing} too many");

    private IEnumerable<(BookedPerson Person, string Number, BookedThread Account)> Threads() =>
        _people.Values.Distinct().SelectMany(person => person.Threads.Select(thread => (person, thread.Key, thread.Value)));

    private BookedPerson? Find(string userId) => _people.GetValueOrDefault(userId);

    /// <summary>The one person who has all these ids.</summary>
    private BookedPerson Join(IEnumerable<string?> ids)
    {
        var known = ids.OfType<string>().ToList();
        var person = known.Select(Find).FirstOrDefault(found => found is not null) ?? new BookedPerson();
        foreach (var id in known)
        {
            if (Find(id) is { } other && other != person)
            {
                person.Absorb(other);
            }

            person.Ids.Add(id);
        }

        person.Ids.ForEach(id => _people[id] = person);
        return person;
    }
}
