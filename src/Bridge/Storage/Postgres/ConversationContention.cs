namespace Bridge.Storage.Postgres;

/// <summary>
/// Whether others move the same conversations just now, as several forwarders do with a backlog: then whoever reads one locks it, since
/// to wait is cheaper than to do a group twice. Thread-safe.
/// </summary>
internal sealed class ConversationContention
{
    /// <summary>So many groups after one that came too late lock what they read.</summary>
    private const int Groups = 64;

    private int _left;

    /// <summary>To be asked once for each group.</summary>
    public bool IsExpected() => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0;

    public void Met() => Volatile.Write(ref _left, Groups);
}
