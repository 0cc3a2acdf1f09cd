namespace Bridge.Storage.Sqlite;

/// <summary>The numbers of the events in a SQLite file: they only rise while the process runs. Used on the writer's thread only.</summary>
/// <param name="last">The highest number in the file.</param>
internal sealed class EventSequence(long last)
{
    private long _last = last;

    public long Next() => ++_last;

    /// <summary>Puts numbers aside for a statement that counts by itself.</summary>
    /// <returns>The number before the first of them.</returns>
    public long Reserve(int count)
    {
        var before = _last;
        _last += count;
        return before;
    }
}
