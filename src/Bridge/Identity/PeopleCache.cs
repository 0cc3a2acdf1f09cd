using System.Collections.Concurrent;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>The people heard of lately, so that the store is asked once for each and not once for each event. Thread-safe.</summary>
/// <remarks>
/// Two generations: the young one becomes the old one when it is full or ten minutes old, and what was not asked for meanwhile is
/// forgotten.
/// Another forwarder's news is therefore known after twenty minutes at the latest; until then the ids Meta gives with each event do.
/// </remarks>
internal sealed class PeopleCache(TimeProvider time)
{
    /// <summary>Ids in one generation; at about 400 bytes each, two hold 40 MB.</summary>
    internal const int Most = 50_000;

    /// <summary>
    /// The most characters of an id and the person behind it; Meta's have about a hundred. What is longer the store is asked for each time.
    /// </summary>
    internal const int Longest = 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private ConcurrentDictionary<PersonId, KnownPerson?> _young = new();
    private ConcurrentDictionary<PersonId, KnownPerson?> _old = new();
    private int _youngCount;
    private long _born = time.GetTimestamp();

    /// <summary>Whether it is known who is behind an id; <paramref name="person"/> is null when it is known that nobody is.</summary>
    public bool TryGet(PersonId id, out KnownPerson? person)
    {
        if (_young.TryGetValue(id, out person))
        {
            return true;
        }

        if (!_old.TryGetValue(id, out person))
        {
            return false;
        }

        Set(id, person);
        return true;
    }

    public void Set(PersonId id, KnownPerson? person)
    {
        if (LengthOf(id, person) > Longest)
        {
            _young.TryRemove(id, out _); // the place it takes stays counted until the generation ends
            _old.TryRemove(id, out _);
            return;
        }

        if (Volatile.Read(ref _youngCount) >= Most || time.GetElapsedTime(Volatile.Read(ref _born)) > Lifetime)
        {
            Age();
        }

        if (_young.TryAdd(id, person))
        {
            Interlocked.Increment(ref _youngCount);
        }
        else
        {
            _young[id] = person;
        }
    }

    private static int LengthOf(PersonId id, KnownPerson? person) =>
        id.Account.Length
        + id.Id.Length
        + (
            person is null
                ? 0
                : person.Phone.Length + person.Bsuid.Length + (person.ParentBsuid?.Length ?? 0) + (person.Username?.Length ?? 0)
        );

    private void Age()
    {
        lock (_gate)
        {
            if (_youngCount < Most && time.GetElapsedTime(_born) <= Lifetime)
            {
                return;
            }

            (_old, _young) = (_young, new ConcurrentDictionary<PersonId, KnownPerson?>());
            (_youngCount, _born) = (0, time.GetTimestamp());
        }
    }
}
