using System.Collections.Concurrent;
using Bridge.Storage.Journal;
using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.Storage.Sqlite;

/// <summary>The store in a SQLite file that this process owns.</summary>
/// <remarks>
/// Every method that writes throws <see cref="StorageException"/> when the file cannot be written; then nothing was stored and the call may
/// be repeated.
/// </remarks>
internal sealed class SqliteStore : IStore
{
    /// <summary>Ids forgotten in one transaction.</summary>
    internal const int ForgetStep = 500;

    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly SpoolTable? _spool;
    private readonly EventsQueued _waiting;
    private readonly TimeProvider _time;
    private readonly SeenClock _clock;
    private readonly bool _isJournalKept;
    private readonly IntakeTransaction _intake;
    private readonly ConcurrentDictionary<string, DestinationClaims> _claims = new();

    /// <param name="spool">Null when the events come over a broker.</param>
    public SqliteStore(
        SqliteDatabase database,
        EventsQueued waiting,
        TimeProvider time,
        IOptions<JournalOptions> journal,
        SpoolTable? spool = null
    )
    {
        _isJournalKept = journal.Value.IsKept;
        _database = database;
        (_writer, _readers, _spool, _waiting, _time) = (database.Writer, database.Readers, spool, waiting, time);
        Sequence = new EventSequence(
            _readers.Read(session => session.Connection.ExecuteScalar<long>("SELECT COALESCE(MAX(seq), 0) FROM events"))
        );
        _clock = new SeenClock(time, _readers);
        _intake = new IntakeTransaction(Sequence, _clock, time, _isJournalKept);
    }

    public string Name => _database.Path;

    /// <summary>Where events get their numbers.</summary>
    public EventSequence Sequence { get; }

    /// <remarks>The file was opened when the <see cref="SqliteDatabase"/> was made.</remarks>
    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ProbeAsync(CancellationToken cancellationToken) => _database.ProbeAsync(cancellationToken);

    public async Task<IntakeCounts> TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        var (counts, freedBytes) = await _writer.RunAsync(session => _intake.Write(session, batch), cancellationToken);
        _spool?.Release(freedBytes);
        if (counts.Queued > 0)
        {
            _waiting.Raise();
        }

        return counts;
    }

    /// <remarks>Asks a reader first: most of the time nothing is due, and the writer is not troubled.</remarks>
    public async Task<int> ReleaseDeferredAsync(DateTimeOffset now, int limit, IConversing? conversing, CancellationToken cancellationToken)
    {
        if (!await _readers.ReadAsync(session => DeferredTable.IsAnyDue(session, now), cancellationToken))
        {
            return 0;
        }

        var released = await _writer.RunAsync(session => _intake.Release(session, now, limit, conversing), cancellationToken);
        _waiting.Raise();
        return released;
    }

    public async Task<DateTimeOffset?> FindOldestDeferredAsync(CancellationToken cancellationToken) =>
        await _readers.ReadAsync(DeferredTable.FindOldest, cancellationToken);

    /// <remarks>Asks a reader first, as above.</remarks>
    public async Task<(int Due, int Queued)> ExpireConversationsAsync(
        DateTimeOffset watermark,
        int limit,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        if (!await _readers.ReadAsync(session => ConversationTable.IsAnyDue(session, watermark), cancellationToken))
        {
            return (0, 0);
        }

        var (due, queued) = await _writer.RunAsync(session => _intake.Expire(session, watermark, limit, conversing), cancellationToken);
        if (queued > 0)
        {
            _waiting.Raise();
        }

        return (due, queued);
    }

    public Task BeatAsync(IReadOnlyList<Heartbeat> beats, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => HeartbeatTable.Beat(session, beats, _time.GetUtcNow()), cancellationToken);

    public async Task<Heartbeats> ReadHeartbeatsAsync(CancellationToken cancellationToken) =>
        new(_time.GetUtcNow(), await _readers.ReadAsync(HeartbeatTable.Read, cancellationToken));

    public async Task<IReadOnlyDictionary<PersonId, KnownPerson>> FindPeopleAsync(
        IReadOnlyCollection<PersonId> ids,
        CancellationToken cancellationToken
    ) => await _readers.ReadAsync(session => PeopleTable.Find(session, ids), cancellationToken);

    public async Task<IReadOnlyList<FoundConversation>> FindConversationsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => await _readers.ReadAsync(session => UserConversations.Find(session, ids), cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, PersonId>> FindClicksAsync(
        IReadOnlyCollection<Guid> clicks,
        CancellationToken cancellationToken
    ) => await _readers.ReadAsync(session => ClickTable.Find(session, clicks), cancellationToken);

    public async Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(session => OptOutTable.FindStopped(session, clicks), cancellationToken);

    public Task<bool> ForgetClicksAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ClickTable.Forget(session, before), cancellationToken);

    public Task<string?> FindAccountAsync(string number, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => NumberTable.Find(session, number), cancellationToken);

    public async Task RememberAccountAsync(string number, string account, IConversing conversing, CancellationToken cancellationToken)
    {
        await _writer.RunAsync(session => NumberTable.Write(session, number, account), cancellationToken);
        while (await _writer.RunAsync(MovePeople, cancellationToken) == PeopleTable.MovedTogether) { }

        int MovePeople(SqliteSession session) => PeopleTable.MoveToAccount(session, number, account, conversing);
    }

    public async Task<IReadOnlyList<PendingEvent>> ClaimAsync(
        string destination,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) => await _readers.ReadAsync(session => ClaimsOf(destination).Claim(session, destination, maxEvents, maxBytes), cancellationToken);

    public async Task<IReadOnlySet<long>> FindHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(session => DestinationClaims.FindExisting(session, events), cancellationToken);

    /// <remarks>What the journal says is made ready here, so that the writer is held no longer than it takes to write it.</remarks>
    public async Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var journal = _isJournalKept && events.Count > 0 ? JournalRow.Delivered(events, receipt, now) : null;
        await _writer.RunAsync(session => DeliveryTransaction.Complete(session, events, journal, now), cancellationToken);
        Forget(events);
    }

    /// <remarks>The events wait again even when the attempt could not be counted.</remarks>
    public async Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken)
    {
        try
        {
            if (failedAt is { } time)
            {
                await _writer.RunAsync(session => DeliveryTransaction.CountAttempt(session, events, time), cancellationToken);
            }
        }
        finally
        {
            foreach (var group in events.GroupBy(waiting => waiting.Destination))
            {
                ClaimsOf(group.Key).GiveBack(group);
            }
        }
    }

    public async Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var journal = _isJournalKept ? JournalRow.Dead(events, now) : [];
        await _writer.RunAsync(session => DeliveryTransaction.DeadLetter(session, events, journal, now), cancellationToken);
        Forget(events.Select(dead => dead.Event));
    }

    public async Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        await _readers.ReadAsync(StoreQueries.Backlog, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken) =>
        await _readers.ReadAsync(StoreQueries.DeadLetters, cancellationToken);

    /// <remarks>Only the oldest <see cref="ForgetStep"/> ids are looked at, so that a step costs the same whatever is remembered.</remarks>
    public Task<bool> ForgetSeenAsync(TimeSpan olderThan, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ForgetSome(session, olderThan) > 0, cancellationToken);

    private int ForgetSome(SqliteSession session, TimeSpan olderThan)
    {
        _clock.Save(session);
        return session
            .Statement("DELETE FROM seen WHERE seq IN (SELECT seq FROM seen ORDER BY seq LIMIT ?3) AND (seen_at < ?1 OR seen_at > ?2)")
            .Bind(1, _clock.Now - olderThan)
            .Bind(2, _clock.Now + SeenClock.MostAhead)
            .Bind(3, ForgetStep)
            .Execute();
    }

    private DestinationClaims ClaimsOf(string destination) => _claims.GetOrAdd(destination, _ => new DestinationClaims());

    private void Forget(IEnumerable<PendingEvent> events)
    {
        foreach (var group in events.GroupBy(waiting => waiting.Destination))
        {
            ClaimsOf(group.Key).Forget(group);
        }
    }
}
