using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Bridge.Storage;

/// <summary>The store in a PostgreSQL database that any number of forwarders share.</summary>
/// <remarks>
/// Each process delivers what it takes in itself and hears of that at once; what others leave behind it finds when it polls (<c>Delivery:PollSeconds</c>).
/// NOTIFY would tell it sooner, but it makes all commits of the database queue up behind one lock, and needs a connection that no pooler can share.
/// </remarks>
internal sealed class PostgresStore(PostgresDatabase database, WaitingEvents waiting, Leases leases, TimeProvider time, SpoolTable? spool = null) : IStore
{
    private readonly ConcurrentDictionary<string, ClaimCursor> _cursors = new();

    public string Name => database.Name;

    public Task OpenAsync(CancellationToken cancellationToken) => ProbeAsync(cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => ExecuteAsync(connection, "UPDATE bridge_schema SET version = version", token), cancellationToken);

    public async Task<IntakeCounts> TakeInAsync(
        IReadOnlyList<IntakeItem> items, IReadOnlyList<long> drainedSpoolRows, CancellationToken cancellationToken)
    {
        var counts = await database.RunAsync((connection, token) => PostgresIntake.WriteAsync(connection, items, time.GetUtcNow(), token), cancellationToken);
        if (counts.Queued > 0)
        {
            waiting.Raise();
        }

        if (spool is not null && drainedSpoolRows.Count > 0)
        {
            await spool.DeleteAsync(drainedSpoolRows, cancellationToken);
        }

        return counts;
    }

    public async Task<IReadOnlyList<WaitingEvent>> ClaimAsync(string destination, int maxEvents, int maxBytes, CancellationToken cancellationToken)
    {
        var cursor = _cursors.GetOrAdd(destination, _ => new ClaimCursor(time));
        var after = cursor.Start();
        var claimed = await ClaimAfterAsync(after);
        if (claimed.Count == 0 && after > 0)
        {
            claimed = await ClaimAfterAsync(cursor.StartOver());
        }

        cursor.Claimed(claimed);
        return claimed.FindAll(one => leases.TryAdd(one.Sequence));

        Task<List<WaitingEvent>> ClaimAfterAsync(long sequence) => database.RunAsync(
            (connection, token) => PostgresClaims.ClaimAsync(connection, destination, sequence, maxEvents, maxBytes, leases, token), cancellationToken);
    }

    public async Task CompleteAsync(IReadOnlyList<WaitingEvent> events, CancellationToken cancellationToken)
    {
        await database.RunAsync((connection, token) => PostgresSettlement.CompleteAsync(connection, events, token), cancellationToken);
        leases.Remove(events);
    }

    public async Task GiveBackAsync(IReadOnlyList<WaitingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken)
    {
        await database.RunAsync(
            (connection, token) => PostgresSettlement.GiveBackAsync(connection, events, failedAt, leases.Owner, token), cancellationToken);
        leases.Remove(events);
        foreach (var given in events)
        {
            _cursors.GetValueOrDefault(given.Destination)?.GivenBack(given.Sequence);
        }
    }

    public async Task BuryAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
    {
        await database.RunAsync(
            (connection, token) => PostgresSettlement.BuryAsync(connection, events, leases.Owner, time.GetUtcNow(), token), cancellationToken);
        leases.Remove(events.Select(dead => dead.Event));
    }

    public async Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        await database.RunAsync(PostgresQueries.BacklogAsync, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken) =>
        await database.RunAsync(PostgresQueries.DeadLettersAsync, cancellationToken);

    /// <remarks>Also begins the day whose ids are remembered together; all that is old enough goes at once.</remarks>
    public async Task<bool> ForgetSeenAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await database.RunAsync((connection, token) => SeenDays.TurnAsync(connection, before, token), cancellationToken);
        return false;
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
}
