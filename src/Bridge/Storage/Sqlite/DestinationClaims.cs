namespace Bridge.Storage.Sqlite;

/// <summary>
/// Which events of one destination are out with delivery. In memory, because one process owns the file: a crash gives all of them back.
/// </summary>
internal sealed class DestinationClaims
{
    private const string NextEvents = """
        SELECT seq, id, name, source, received_at, attempts, first_failed_at, payload, dead_letter, happened_at, traceparent
        FROM events WHERE destination = ?1 AND seq > ?2 ORDER BY seq
        """;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _out = [];
    private long _cursor;

    /// <summary>The oldest events that are not out, marked as out.</summary>
    /// <remarks>The gate is held while reading, so that an event whose deletion the read does not see yet still counts as out.</remarks>
    public List<PendingEvent> Claim(SqliteSession session, string destination, int maxEvents, int maxBytes)
    {
        lock (_gate)
        {
            var query = session.Statement(NextEvents).Bind(1, destination).Bind(2, _cursor);
            var claimed = Read(query, destination, maxEvents, maxBytes);
            query.Reset();
            _out.UnionWith(claimed.Select(waiting => waiting.Sequence));
            _cursor = claimed.Count == 0 ? _cursor : claimed[^1].Sequence;
            return claimed;
        }
    }

    /// <summary>The numbers of those that are still there.</summary>
    public static HashSet<long> FindExisting(SqliteSession session, IReadOnlyList<PendingEvent> events)
    {
        var found = new HashSet<long>();
        var query = session.Statement("SELECT seq FROM events WHERE seq = ?1");
        foreach (var waiting in events)
        {
            query.Bind(1, waiting.Sequence);
            while (query.Read())
            {
                found.Add(query.GetInt64(0));
            }
        }

        return found;
    }

    /// <summary>They are gone for good.</summary>
    public void Forget(IEnumerable<PendingEvent> events)
    {
        lock (_gate)
        {
            _out.ExceptWith(events.Select(waiting => waiting.Sequence));
        }
    }

    /// <summary>They can be claimed again, before everything younger.</summary>
    public void GiveBack(IEnumerable<PendingEvent> events)
    {
        lock (_gate)
        {
            foreach (var waiting in events)
            {
                _out.Remove(waiting.Sequence);
                _cursor = Math.Min(_cursor, waiting.Sequence - 1);
            }
        }
    }

    /// <remarks>Marks nothing, so that a read that fails half way leaves no event out with nobody.</remarks>
    private List<PendingEvent> Read(SqliteStatement query, string destination, int maxEvents, int maxBytes)
    {
        var claimed = new List<PendingEvent>(maxEvents);
        var bytes = 0L;
        while (claimed.Count < maxEvents && query.Read())
        {
            if (!_out.Contains(query.GetInt64(0)))
            {
                bytes += query.GetBlob(7).Length;
                if (bytes > maxBytes && claimed.Count > 0)
                {
                    break;
                }

                claimed.Add(Event(query, destination));
            }
        }

        return claimed;
    }

    private static PendingEvent Event(SqliteStatement row, string destination) =>
        new(
            row.GetInt64(0),
            row.GetId(1),
            row.GetText(2)!,
            destination,
            row.GetText(3),
            row.GetBlob(7).ToArray(),
            row.GetTime(4)!.Value,
            (int)row.GetInt64(5),
            row.GetTime(6)
        )
        {
            DeadLetter = row.GetNumber(8),
            HappenedAt = row.GetTime(9),
            TraceParent = row.GetText(10),
        };
}
