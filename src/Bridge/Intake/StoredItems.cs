using Bridge.Core.Translation;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>The items of a group in the order in which they go out, with those that follow between them.</summary>
internal sealed class StoredItems(IReadOnlyList<TakenItem> items)
{
    private readonly IntakeItem[] _items = [.. items.Select(taken => taken.Item)];
    private readonly bool[] _waits = new bool[items.Count];
    private readonly List<(int Before, IntakeItem Item)> _derived = [];

    public IEnumerable<IntakeItem> Derived => _derived.Select(derived => derived.Item);

    /// <summary>What moved its conversation and leaves later, as it came.</summary>
    public IReadOnlyList<IntakeItem> Waiting => Array.IndexOf(_waits, true) < 0 ? [] : [.. _items.Where((_, place) => _waits[place])];

    public IntakeItem this[int place]
    {
        set => _items[place] = value;
    }

    public void Wait(int place) => _waits[place] = true;

    /// <summary>
    /// Puts what follows behind the last item that had happened by then; but a contact, as in the collector's guides, before the message
    /// that makes it.
    /// </summary>
    /// <param name="places">Of the items of its conversation.</param>
    public void Insert(IntakeItem derived, DateTimeOffset at, IEnumerable<int> places)
    {
        var before =
            derived.Name == ThreadEvents.ContactCreated.Name
                ? places.Where(place => _items[place].About!.HappenedAt == at)
                : places.Where(place => _items[place].About!.HappenedAt <= at).Select(place => place + 1).OrderDescending();
        _derived.Add((before.FirstOrDefault(places.First()), derived));
    }

    /// <summary>What leaves now.</summary>
    public IReadOnlyList<IntakeItem> ToList()
    {
        if (_derived.Count == 0 && Array.IndexOf(_waits, true) < 0)
        {
            return _items;
        }

        var before = _derived.ToLookup(derived => derived.Before, derived => derived.Item);
        return
        [
            .. _items.SelectMany((item, place) => _waits[place] ? before[place] : before[place].Append(item)),
            .. before[_items.Length],
        ];
    }
}
