namespace Bridge.Core.Insights;

/// <summary>How long things took, in whole seconds: any quantile of it is right to 4 %, and two of them add up to one.</summary>
/// <remarks>Counts by classes, each 8 % wider than the one before. Not thread-safe.</remarks>
public sealed class Histogram
{
    private const double Growth = 1.08;

    /// <summary>Below this a class holds one whole number, and that is what it stands for.</summary>
    private const int Exact = 10;

    /// <summary>More than that no two moments lie apart: what is beyond is not ours.</summary>
    private const int MostClasses = 600;

    private long[] _classes = [];

    /// <summary>How many things were measured.</summary>
    public long Count { get; private set; }

    /// <summary>The classes that hold something, and how many, from the shortest.</summary>
    internal IEnumerable<KeyValuePair<int, long>> Classes =>
        _classes.Index().Where(one => one.Item != 0).Select(one => KeyValuePair.Create(one.Index, one.Item));

    public void Add(long seconds) => AddClass(ClassOf(Math.Max(0, seconds)), 1);

    internal void AddClass(int number, long count)
    {
        Grow(Math.Min(number, MostClasses) + 1);
        _classes[Math.Min(number, MostClasses)] += count;
        Count += count;
    }

    public void Add(Histogram other)
    {
        Grow(other._classes.Length);
        for (var number = 0; number < other._classes.Length; number++)
        {
            _classes[number] += other._classes[number];
        }

        Count += other.Count;
    }

    /// <summary>What so large a part of them did not take longer than, in seconds; null while there are none.</summary>
    /// <param name="part">0.5 is the median.</param>
    public double? Quantile(double part)
    {
        var left = Math.Max(1, (long)Math.Ceiling(part * Count));
        foreach (var (number, count) in Classes)
        {
            left -= count;
            if (left <= 0)
            {
                return ValueOf(number);
            }
        }

        return null;
    }

    private void Grow(int length)
    {
        if (_classes.Length < length)
        {
            Array.Resize(ref _classes, length);
        }
    }

    private static int ClassOf(long seconds) => seconds == 0 ? 0 : 1 + (int)Math.Ceiling((Math.Log(seconds) / Math.Log(Growth)) - 1e-9);

    private static double ValueOf(int number)
    {
        var middle = number == 0 ? 0 : 2 * Math.Pow(Growth, number - 1) / (Growth + 1);
        return Math.Round(middle, middle < Exact ? 0 : 1);
    }
}
