using System.Runtime.InteropServices;

namespace Bridge.Storage.Sqlite;

/// <summary>
/// A map of bounded size: of two generations the older one goes when the younger one is full, and what was asked for since is in that one.
/// For one thread.
/// </summary>
internal sealed class Generations<TKey, TValue>
    where TKey : struct
{
    /// <summary>Of each generation, about.</summary>
    internal const int MostBytes = 12 << 20;

    /// <summary>What an entry takes beside what is told of it, about.</summary>
    private const int Overhead = 200;

    private Dictionary<TKey, Entry> _young = [];
    private Dictionary<TKey, Entry> _old = [];
    private long _bytes;

    public bool TryGet(TKey key, out TValue value)
    {
        if (!_young.TryGetValue(key, out var entry))
        {
            if (!_old.TryGetValue(key, out entry))
            {
                value = default!;
                return false;
            }

            Set(key, entry);
        }

        value = entry.Value;
        return true;
    }

    /// <param name="bytes">What key and value take in memory, about.</param>
    public void Set(TKey key, TValue value, int bytes) => Set(key, new Entry(value, bytes + Overhead));

    public void Remove(TKey key)
    {
        _bytes -= _young.Remove(key, out var entry) ? entry.Bytes : 0;
        _old.Remove(key);
    }

    public void Clear() => (_young, _old, _bytes) = ([], [], 0);

    private void Set(TKey key, Entry entry)
    {
        _bytes += entry.Bytes - (_young.TryGetValue(key, out var before) ? before.Bytes : 0);
        _young[key] = entry;
        if (_bytes > MostBytes)
        {
            (_old, _young, _bytes) = (_young, [], 0);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(TValue Value, int Bytes);
}
