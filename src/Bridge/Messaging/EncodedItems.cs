namespace Bridge.Messaging;

/// <summary>Items of an event batch as they travel, from whichever source, and how many there are of each kind.</summary>
/// <param name="Bytes">The items, joined by commas.</param>
internal sealed record EncodedItems(byte[] Bytes, int Events, int Unreadable, int Unrecognised, int Invalid = 0)
{
    public static EncodedItems None { get; } = new([], 0, 0, 0);

    /// <summary>How many there are.</summary>
    public int Count => Events + Unreadable + Unrecognised + Invalid;

    /// <summary>Whether there is nothing to make durable.</summary>
    public bool IsEmpty => Bytes.Length == 0;
}
