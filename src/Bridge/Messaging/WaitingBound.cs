namespace Bridge.Messaging;

/// <summary>
/// The bound on what waits in memory to be made durable: requests give up after a while, and what they handed in stays until the disk or
/// the broker has taken it. Thread-safe.
/// </summary>
internal sealed class WaitingBound(int maxCount = WaitingBound.MaxCount, long maxBytes = WaitingBound.MaxBytes)
{
    /// <summary>So many webhooks.</summary>
    public const int MaxCount = 16_384;

    /// <summary>So many bytes of their items.</summary>
    public const long MaxBytes = 64 << 20;

    private int _count;
    private long _bytes;

    /// <returns>False when no more may wait; then nothing was counted.</returns>
    public bool TryEnter(int bytes)
    {
        if (Interlocked.Increment(ref _count) <= maxCount & Interlocked.Add(ref _bytes, bytes) <= maxBytes)
        {
            return true;
        }

        Leave(bytes);
        return false;
    }

    /// <summary>It is durable, or will not be.</summary>
    public void Leave(int bytes)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
