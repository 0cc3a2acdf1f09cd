using System.Numerics;

namespace Bridge.Simulation.Load;

/// <summary>How long things took, in bounded memory: exact to 2 %, from a microsecond to hours. Safe to use from several threads.</summary>
internal sealed class Histogram
{
    private const int Steps = 64; // of each doubling
    private const int Doublings = 40;

    private readonly long[] _counts = new long[Steps * Doublings];
    private long _count;
    private long _maxMicroseconds;

    public long Count => Interlocked.Read(ref _count);

    public TimeSpan Max => TimeSpan.FromMicroseconds(Interlocked.Read(ref _maxMicroseconds));

    public void Record(TimeSpan took)
    {
        var microseconds = Math.Max(0, (long)took.TotalMicroseconds);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        Interlocked.Increment(ref _count);
        var max = Interlocked.Read(ref _maxMicroseconds);
        while (microseconds > max && Interlocked.CompareExchange(ref _maxMicroseconds, microseconds, max) is var seen && seen != max)
        {
            max = seen;
        }
    }

    /// <summary>The duration that this part of all did not exceed; zero when there are none.</summary>
    public TimeSpan Percentile(double part)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += Interlocked.Read(ref _counts[i]);
            if (seen >= rank)
            {
                return Min(TimeSpan.FromMicroseconds(UpperEndOf(i)), Max);
            }
        }

        return Max;
    }

    /// <summary>How many took longer; those within 2 % of it may count either way.</summary>
    public long CountOver(TimeSpan limit)
    {
        long over = 0;
        for (var i = IndexOf((long)limit.TotalMicroseconds) + 1; i < _counts.Length; i++)
        {
            over += Interlocked.Read(ref _counts[i]);
        }

        return over;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Below 64 µs each has its own place; above, each doubling has 64.</summary>
    private static int IndexOf(long microseconds)
    {
        var doubling = Math.Max(0, BitOperations.Log2((ulong)Math.Max(1, microseconds)) - 5);
        return doubling == 0
            ? (int)microseconds
            : Math.Min((Steps * Doublings) - 1, (Steps / 2 * (doubling + 1)) + (int)((microseconds >> doubling) - (Steps / 2)));
    }

    private static long UpperEndOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        var doubling = (index / (Steps / 2)) - 1;
        return ((index % (Steps / 2)) + (Steps / 2) + 1L << doubling) - 1;
    }
}
