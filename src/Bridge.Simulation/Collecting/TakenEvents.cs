using System.Runtime.InteropServices;
using Bridge.Core.Json;

namespace Bridge.Simulation.Collecting;

/// <summary>
/// What the sample collector took: of every event its id, how often and when first; of the latest ones everything. Safe to use from several
/// threads.
/// </summary>
/// <param name="keep">How many of the latest are kept whole.</param>
internal sealed class TakenEvents(int keep)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Taken> _byId = [];
    private readonly Dictionary<string, long> _byName = [];
    private readonly Dictionary<DerivedKey, int> _derived = [];
    private readonly Queue<byte[]> _latest = new();

    /// <summary>How many different events.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>How many events came again with an id that was there already.</summary>
    public long Doubled { get; private set; }

    /// <summary>How many different events, by name.</summary>
    public IReadOnlyDictionary<string, long> ByName
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, long>(_byName, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>How many different events of the kinds that Bridge may derive by itself, by person and number.</summary>
    public IReadOnlyDictionary<DerivedKey, int> Derived
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<DerivedKey, int>(_derived);
            }
        }
    }

    /// <summary>The ids of all of them.</summary>
    public IReadOnlyCollection<Guid> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _byId.Keys];
            }
        }
    }

    /// <returns>Whether it is new.</returns>
    public bool Add(JsonView item, DateTimeOffset at)
    {
        var name = item["event"u8].Text ?? "";
        var payload = item.Raw.ToArray();
        var derived = DerivedKey.Of(item);
        lock (_gate)
        {
            ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, IdOf(item), out var isKnown);
            taken = taken with { Count = taken.Count + 1, FirstAt = isKnown ? taken.FirstAt : at };
            if (isKnown)
            {
                Doubled++;
                return false;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_byName, name, out _)++;
            NoteDerived(derived);
            Remember(payload);
            return true;
        }
    }

    public Taken? Find(Guid id)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out var taken) ? taken : null;
        }
    }

    /// <summary>How many different events it is of this kind, person and number.</summary>
    public int CountDerived(DerivedKey key)
    {
        lock (_gate)
        {
            return _derived.GetValueOrDefault(key);
        }
    }

    /// <summary>The latest events that match all filters, the latest last.</summary>
    public IReadOnlyList<byte[]> Latest(IReadOnlyList<EventFilter> filters, int limit)
    {
        byte[][] all;
        lock (_gate)
        {
            all = [.. _latest];
        }

        return [.. all.Reverse().Where(payload => Matches(payload, filters)).Take(limit).Reverse()];
    }

    /// <summary>Events that say no id are told apart by what they say.</summary>
    private static Guid IdOf(JsonView item)
    {
        var id = item["context"u8]["eventId"u8].Text ?? item["messageId"u8].Text;
        return Guid.TryParse(id, out var guid) ? guid : Core.Events.EventId.From(id ?? Convert.ToBase64String(item.Raw.Span));
    }

    private static bool Matches(byte[] payload, IReadOnlyList<EventFilter> filters)
    {
        if (filters.Count == 0 || !JsonTape.TryParse(payload, out var tape))
        {
            return filters.Count == 0;
        }

        using (tape)
        {
            return filters.All(filter => filter.Matches(tape.Root));
        }
    }

    private void NoteDerived(DerivedKey? derived)
    {
        if (derived is { } key)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_derived, key, out _)++;
        }
    }

    private void Remember(byte[] payload)
    {
        _latest.Enqueue(payload);
        if (_latest.Count > keep)
        {
            _latest.Dequeue();
        }
    }
}

/// <summary>One event at the sample collector.</summary>
/// <param name="Count">How often it came.</param>
/// <param name="FirstAt">When it came first.</param>
internal readonly record struct Taken(int Count, DateTimeOffset FirstAt);
