namespace Bridge.Storage.Postgres;

/// <summary>
/// Which conversations this process has met lately: they need not be begun, which is half of the work of a group. Thread-safe.
/// </summary>
/// <remarks>
/// A table of hashes of fixed size, in which the latest wins. It may be wrong, of a person who was erased or merged since, or of a
/// transaction that was not committed: whoever relies on it sees that there is no row, and begins all of the group the next time.
/// </remarks>
internal sealed class BegunConversations
{
    /// <summary>4 MiB.</summary>
    private const int Slots = 1 << 20;

    private readonly int[] _hashes = new int[Slots];

    public bool Contains(int hash) => hash != 0 && _hashes[hash & (Slots - 1)] == hash;

    public void Set(int hash, bool isBegun) => _hashes[hash & (Slots - 1)] = isBegun ? hash : 0;
}
