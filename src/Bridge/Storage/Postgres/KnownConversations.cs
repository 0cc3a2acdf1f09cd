namespace Bridge.Storage.Postgres;

/// <summary>
/// Conversations as this process read or wrote them last: whoever writes again need not be looked up, which is more than half of what a
/// conversation costs the server. Thread-safe.
/// </summary>
/// <remarks>
/// What is found here may be old, since other processes move conversations too. That is noticed when it is written, by the version
/// (<see cref="ReadConversations"/>), and the group is done again. Which ids are one person's is remembered with it: whoever takes an id
/// from somebody makes a new version of all conversations of that person (<see cref="PostgresPersons"/>), so that this is noticed too.
/// </remarks>
internal sealed class KnownConversations
{
    /// <summary>Of each of two generations, about; the older one goes when the younger one is full.</summary>
    private const int MostBytes = 12 << 20;

    /// <summary>What one takes beside its state and its id, about.</summary>
    private const int Overhead = 300;

    /// <summary>So many groups look nothing up here after it misled as often as it did lately.</summary>
    private const int LongestPause = 512;

    /// <summary>After so many groups that it served well, it misled half as often.</summary>
    private const int Trusted = 64;

    /// <summary>More connections than a pool has; then they are counted anew.</summary>
    private const int MostConnections = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _connections = [];
    private Generation _young = new();
    private Generation _old = new();
    private int _pause;
    private int _left;
    private int _served;

    /// <summary>To be asked once for each group: not while other processes move the same conversations.</summary>
    public bool IsTrusted()
    {
        lock (_lock)
        {
            return _left <= 0 || _left-- <= 0;
        }
    }

    /// <summary>A group that relied on it was committed.</summary>
    public void Served()
    {
        lock (_lock)
        {
            if (++_served >= Trusted)
            {
                (_served, _pause) = (0, _pause / 2);
            }
        }
    }

    /// <summary>A group that relied on it met another version of a conversation.</summary>
    public void Misled()
    {
        lock (_lock)
        {
            _pause = Math.Clamp(_pause * 2, 1, LongestPause);
            (_left, _served) = (_pause, 0);
            Clear();
        }
    }

    /// <summary>Forgets everything: of what was written last it is not known whether it was.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    /// <summary>
    /// Forgets everything when it comes by a connection that was never met: at its other end may be another server, or another state of
    /// this one (a standby that was promoted, a backup), where the same version is another.
    /// </summary>
    /// <param name="process">The server's process (<c>NpgsqlConnection.ProcessID</c>).</param>
    public void ComeBy(int process)
    {
        lock (_lock)
        {
            if (_connections.Add(process))
            {
                Clear();
            }

            if (_connections.Count > MostConnections)
            {
                _connections.Clear();
            }
        }
    }

    /// <summary>Forgets what others of this process are about to write.</summary>
    public void Forget(IEnumerable<ConversationRowKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (_young.Rows.Remove(key, out var known) | _old.Rows.Remove(key, out var older))
                {
                    Leave(known);
                    Leave(older);
                }
            }
        }
    }

    /// <returns>The conversation of an id with a number, and its version; null when it is not known.</returns>
    public (ConversationRow Row, ConversationVersion Version)? Find(ConversationPlace place)
    {
        lock (_lock)
        {
            if (!_young.Places.TryGetValue(place, out var known) && !_old.Places.TryGetValue(place, out known))
            {
                return null;
            }

            if (known.IsGone)
            {
                return null;
            }

            Add(place, known);
            return (known.Row, known.Version);
        }
    }

    /// <summary>Remembers a conversation after the commit.</summary>
    /// <param name="places">By which it was found.</param>
    /// <param name="read">The version in which it was found.</param>
    /// <param name="row">As it is now.</param>
    /// <param name="version">The version that is in the database now.</param>
    public void Remember(
        IReadOnlyList<ConversationPlace> places,
        ConversationVersion read,
        ConversationRow row,
        ConversationVersion version
    )
    {
        lock (_lock)
        {
            if (_left > 0 || row.State.IsEmpty)
            {
                return;
            }

            var known = _young.Rows.GetValueOrDefault(row.Key) ?? _old.Rows.GetValueOrDefault(row.Key);
            if (known is null || known.Version != read)
            {
                Leave(known); // somebody else wrote it since, and whoever has it by another id may not be who that id is now
                known = new Known();
            }

            (known.Row, known.Version) = (row, version);
            foreach (var place in places)
            {
                Add(place, known);
            }
        }
    }

    private void Add(ConversationPlace place, Known known)
    {
        if (_young.Places.TryGetValue(place, out var before) && ReferenceEquals(before, known))
        {
            return;
        }

        _young.Places[place] = known;
        _young.Rows[known.Row.Key] = known;
        _young.Bytes += Overhead + known.Row.State.Length + (2 * (place.Id.Account.Length + place.Id.Id.Length + place.Number.Length));
        if (_young.Bytes > MostBytes)
        {
            (_old, _young) = (_young, new Generation());
        }
    }

    private void Clear() => (_young, _old) = (new Generation(), new Generation());

    private static void Leave(Known? known)
    {
        if (known is not null)
        {
            known.IsGone = true;
        }
    }

    private sealed class Generation
    {
        public Dictionary<ConversationPlace, Known> Places { get; } = [];

        public Dictionary<ConversationRowKey, Known> Rows { get; } = [];

        public long Bytes { get; set; }
    }

    private sealed class Known
    {
        public ConversationRow Row { get; set; } = null!;

        public ConversationVersion Version { get; set; }

        /// <summary>Whoever still has it by an id must look it up.</summary>
        public bool IsGone { get; set; }
    }
}
