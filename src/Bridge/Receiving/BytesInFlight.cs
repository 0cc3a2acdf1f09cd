namespace Bridge.Receiving;

/// <summary>How much memory the bodies in flight take together, and the bound on it. Thread-safe.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class BytesInFlight(long limit)
{
    private long _reserved;

    /// <summary>In bytes.</summary>
    public long Reserved => Volatile.Read(ref _reserved);

    public bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _reserved, -bytes);
}
