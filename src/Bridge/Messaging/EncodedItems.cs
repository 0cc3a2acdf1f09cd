namespace Bridge.Messaging;

/// <summary>
/// Items of an event batch as they travel, from whichever source, and how many there are of each kind. Whoever makes them durable disposes
/// of them, which gives their memory back.
/// </summary>
/// <param name="written">The items as a JSON array; null when there is nothing to make durable.</param>
internal sealed class EncodedItems(PooledBytes? written, int events, int unreadable, int unrecognised, int invalid = 0) : IDisposable
{
    public static EncodedItems None { get; } = new(null, 0, 0, 0);

    /// <summary>The items, joined by commas. Not to be read once this is disposed of.</summary>
    public ReadOnlyMemory<byte> Bytes => written is null ? default : written.Written[1..^1];

    public int Events => events;

    public int Unreadable => unreadable;

    public int Unrecognised => unrecognised;

    public int Invalid => invalid;

    /// <summary>How many there are.</summary>
    public int Count => events + unreadable + unrecognised + invalid;

    /// <summary>Whether there is nothing to make durable.</summary>
    public bool IsEmpty => written is null;

    public void Dispose() => written?.Dispose();
}
