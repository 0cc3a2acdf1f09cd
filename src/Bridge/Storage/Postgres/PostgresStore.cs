using System.Collections.Concurrent;
using Bridge.Storage.Journal;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>The store in a PostgreSQL database that any number of forwarders share.</summary>
/// <remarks>
/// Each process delivers what it takes in itself and hears of that at once; what others leave behind it finds when it polls
/// (<c>Delivery:PollSeconds</c>).
/// NOTIFY would tell it sooner, but it makes all commits of the database queue up behind one lock, and needs a connection that no pooler
/// can share.
/// </remarks>
internal sealed class PostgresStore(
    PostgresDatabase database,
    EventsQueued waiting,
    Leases leases,
    IOptions<LeaseOptions> options,
    IOptions<JournalOptions> journal,
    TimeProvider time,
    DeleteDrainedRows? deleteDrained = null
) : IStore
{
    private readonly bool _isJournalKept = journal.Value.IsKept;
    private readonly ConcurrentDictionary<string, ClaimCursor> _cursors = new();
    private readonly PostgresIntake _intake = new(journal.Value.IsKept, time);

    public string Name => database.Name;

    public Task OpenAsync(CancellationToken cancellationToken) => ProbeAsync(cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) =>
        database.RunAsync(
            (connection, token) => ExecuteAsync(connection, "UPDATE bridge_schema SET version = version", token),
            cancellationToken
        );

    public async Task<IntakeCounts> TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        var counts = await database.RunAsync((connection, token) => _intake.WriteAsync(connection, batch, token), cancellationToken);
        if (counts.Queued > 0)
        {
            waiting.Raise();
        }

        if (deleteDrained is not null && batch.DrainedSpoolRows.Count > 0)
        {
            await deleteDrained(batch.DrainedSpoolRows, cancellationToken);
        }

        return counts;
    }

    public async Task<int> ReleaseDeferredAsync(DateTimeOffset now, int limit, IConversing? conversing, CancellationToken cancellationToken)
    {
        var released = await database.RunAsync(
            (connection, token) => _intake.ReleaseAsync(connection, now, limit, conversing, token),
            cancellationToken
        );
        if (released > 0)
        {
            waiting.Raise();
        }

        return released;
    }

    public Task<DateTimeOffset?> FindOldestDeferredAsync(CancellationToken cancellationToken) =>
        database.RunAsync(PostgresDeferred.FindOldestAsync, cancellationToken);

    public async Task<(int Due, int Queued)> ExpireConversationsAsync(
        DateTimeOffset watermark,
        int limit,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        var (due, items) = await database.RunAsync(
            (connection, token) =>
                PostgresSilence.ExpireAsync(connection, watermark, limit, conversing, _intake.Known, time.GetUtcNow(), token),
            cancellationToken
        );
        var queued = items.Count(item => item.IsForwarded);
        if (queued > 0)
        {
            waiting.Raise();
        }

        return (due, queued);
    }

    public Task BeatAsync(IReadOnlyList<Heartbeat> beats, CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => PostgresHeartbeats.BeatAsync(connection, beats, token), cancellationToken);

    public Task<Heartbeats> ReadHeartbeatsAsync(CancellationToken cancellationToken) =>
        database.RunAsync(PostgresHeartbeats.ReadAsync, cancellationToken);

    public async Task<IReadOnlyDictionary<PersonId, KnownPerson>> FindPeopleAsync(
        IReadOnlyCollection<PersonId> ids,
        CancellationToken cancellationToken
    ) => await database.RunAsync((connection, token) => PostgresPeople.FindAsync(connection, [.. ids], token), cancellationToken);

    public async Task<IReadOnlyList<FoundConversation>> FindConversationsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => await database.RunAsync((link, token) => PostgresUserConversations.FindAsync(link, [.. ids], token), cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, PersonId>> FindClicksAsync(
        IReadOnlyCollection<Guid> clicks,
        CancellationToken cancellationToken
    ) => await database.RunAsync((connection, token) => PostgresClicks.FindAsync(connection, [.. clicks], token), cancellationToken);

    public async Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken) =>
        await database.RunAsync((connection, token) => PostgresOptOuts.FindStoppedAsync(connection, clicks, token), cancellationToken);

    public Task<bool> ForgetClicksAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => PostgresClicks.ForgetAsync(connection, before, token), cancellationToken);

    public Task<string?> FindAccountAsync(string number, CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => PostgresNumbers.FindAsync(connection, number, token), cancellationToken);

    public Task RememberAccountAsync(string number, string account, IConversing conversing, CancellationToken cancellationToken) =>
        PostgresNumbers.RememberAsync(database, number, account, conversing, cancellationToken);

    public async Task<IReadOnlyList<PendingEvent>> ClaimAsync(
        string destination,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var cursor = _cursors.GetOrAdd(destination, _ => new ClaimCursor(time));
        var after = cursor.Start();
        var (claim, claimed) = await ClaimAfterAsync(after);
        if (claimed.Count == 0 && after > 0)
        {
            (claim, claimed) = await ClaimAfterAsync(cursor.StartOver());
        }

        cursor.Claimed(claimed);
        return claimed.FindAll(one => leases.TryAdd(one.Sequence, claim));

        Task<(Guid, List<PendingEvent>)> ClaimAfterAsync(long sequence) =>
            database.RunAsync(
                (connection, token) =>
                    PostgresClaims.ClaimAsync(connection, destination, sequence, maxEvents, maxBytes, options.Value.Duration, token),
                cancellationToken
            );
    }

    public async Task<IReadOnlySet<long>> FindHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        await database.RunAsync(
            (connection, token) => PostgresClaims.FindHeldAsync(connection, events, leases.ClaimsOf(events), token),
            cancellationToken
        );

    public Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken) =>
        SettleAsync(
            events,
            one => one,
            (connection, group, claims, token) =>
            {
                var now = time.GetUtcNow();
                IReadOnlyList<JournalRow> rows = _isJournalKept ? [JournalRow.Delivered(group, receipt, now)] : [];
                return PostgresSettlement.CompleteAsync(connection, group, claims, rows, now, token);
            },
            cancellationToken
        );

    public async Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken)
    {
        await SettleAsync(
            events,
            one => one,
            (connection, group, claims, token) => PostgresSettlement.GiveBackAsync(connection, group, claims, failedAt, token),
            cancellationToken
        );
        foreach (var given in events)
        {
            _cursors.GetValueOrDefault(given.Destination)?.GivenBack(given.Sequence);
        }
    }

    public Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken) =>
        SettleAsync(
            events,
            dead => dead.Event,
            (connection, group, claims, token) =>
            {
                var now = time.GetUtcNow();
                var rows = _isJournalKept ? JournalRow.Dead(group, now) : [];
                return PostgresSettlement.DeadLetterAsync(connection, group, claims, rows, now, token);
            },
            cancellationToken
        );

    public async Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        await database.RunAsync(PostgresQueries.BacklogAsync, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken) =>
        await database.RunAsync(PostgresQueries.DeadLettersAsync, cancellationToken);

    /// <remarks>Also begins the day whose ids are remembered together; all that is old enough goes at once.</remarks>
    public async Task<bool> ForgetSeenAsync(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        await database.RunAsync((connection, token) => SeenDays.TurnAsync(connection, olderThan, token), cancellationToken);
        return false;
    }

    /// <summary>What delivery settles together is nearly always of one destination.</summary>
    private async Task SettleAsync<T>(
        IReadOnlyList<T> settled,
        Func<T, PendingEvent> eventOf,
        Func<NpgsqlConnection, IReadOnlyList<T>, Guid[], CancellationToken, Task<int>> settle,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in settled.GroupBy(one => eventOf(one).Destination))
        {
            var events = group.Select(eventOf).ToList();
            await database.RunAsync(
                (connection, token) => settle(connection, [.. group], leases.ClaimsOf(events), token),
                cancellationToken
            );
            leases.Remove(events);
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
}
