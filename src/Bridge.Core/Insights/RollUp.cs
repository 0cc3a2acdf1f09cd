using System.Runtime.InteropServices;

namespace Bridge.Core.Insights;

/// <summary>An hour of a business number.</summary>
/// <param name="Hour">Hours since 1970, UTC.</param>
/// <param name="Number">The <c>phone_number_id</c>, or the page; empty where nobody said.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HourKey(long Hour, string Number);

/// <summary>What some events add to the figures of the hours in which they happened. Holds no person. Not thread-safe.</summary>
public sealed class RollUp
{
    private readonly Dictionary<HourKey, CellTable> _hours = [];

    public IReadOnlyDictionary<HourKey, CellTable> Hours => _hours;

    public bool IsEmpty => _hours.Count == 0;

    /// <summary>Counts an event that was told, once: what repeats another is for the caller to leave out.</summary>
    public void Count(CountedEvent counted) => EventCount.Count(this, counted);

    internal CellTable HourOf(long milliseconds, string number)
    {
        ref var table = ref CollectionsMarshal.GetValueRefOrAddDefault(_hours, new HourKey(HourAt(milliseconds), number), out _);
        return table ??= new CellTable();
    }

    internal static long HourAt(long milliseconds) => Math.DivRem(milliseconds, 3_600_000).Quotient;

    internal void Put(HourKey key, CellTable table) => _hours[key] = table;
}
