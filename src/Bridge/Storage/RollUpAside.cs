namespace Bridge.Storage;

/// <summary>Counts what items add to the figures while the statements that store them wait for the disk or a server.</summary>
internal static class RollUpAside
{
    /// <summary>From so many items on another thread is asked: it costs as much as counting a few.</summary>
    private const int WorthSharing = 32;

    /// <returns>
    /// What they add (<see cref="IConversing.RollUp"/>). Whoever asks for it before another thread has begun counts on its own, so that it
    /// never waits for a thread.
    /// </returns>
    public static Lazy<ReadOnlyMemory<byte>> Begin(IReadOnlyList<IntakeItem> items, IConversing? conversing)
    {
        var counts = new Lazy<ReadOnlyMemory<byte>>(() => conversing?.RollUp(items) ?? default);
        if (conversing is not null && items.Count >= WorthSharing)
        {
            _ = Task.Run(() => counts.Value); // what goes wrong is told to whoever asks
        }

        return counts;
    }
}
