using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// What taking in a group of items writes: every writer takes its locks in the order seen, deferred, people, conversations, so that nobody
/// waits in a circle.
/// </summary>
internal sealed class PostgresIntake(bool isJournalKept, TimeProvider time)
{
    private const string Changed = "Who is who changes faster than a group can be taken in; it is tried again.";

    private readonly PostgresGroup _group = new(isJournalKept, time);
    private readonly ConversationContention _contention = new();

    /// <summary>The conversations as they were taken in last.</summary>
    public KnownConversations Known { get; } = new();

    /// <returns>What the items became.</returns>
    public Task<IntakeCounts> WriteAsync(NpgsqlConnection connection, IntakeBatch group, CancellationToken cancellationToken) =>
        KeepingKnownAsync(connection, () => TryWaysAsync(connection, group, cancellationToken));

    /// <returns>How many deferred events are deferred no more.</returns>
    public Task<int> ReleaseAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int limit,
        IConversing? conversing,
        CancellationToken cancellationToken
    ) =>
        KeepingKnownAsync(
            connection,
            async () =>
                await TryReleaseAsync(connection, now, limit, conversing, cancellationToken)
                ?? await TryReleaseAsync(connection, now, limit, conversing, cancellationToken)
                ?? throw new StorageException(Changed)
        );

    /// <summary>Of a transaction that failed nobody knows whether it was committed, nor what has become of the server.</summary>
    private async Task<T> KeepingKnownAsync<T>(NpgsqlConnection connection, Func<Task<T>> write)
    {
        Known.ComeBy(connection.ProcessID);
        var isDone = false;
        try
        {
            var result = await write();
            isDone = true;
            return result;
        }
        finally
        {
            if (!isDone)
            {
                Known.Forget();
            }
        }
    }

    /// <summary>The way that costs least first: conversations as they are known, then as they are read, then locked.</summary>
    private async Task<IntakeCounts> TryWaysAsync(NpgsqlConnection connection, IntakeBatch group, CancellationToken cancellationToken)
    {
        if (!_contention.IsExpected())
        {
            if (Known.IsTrusted())
            {
                if (await TryKnownAsync(connection, group, cancellationToken) is { } known)
                {
                    Known.Served();
                    return known;
                }

                Known.Misled();
            }

            if (await TryWriteAsync(connection, group, ConversingWay.Read, cancellationToken) is { } read)
            {
                return read;
            }

            _contention.Met();
        }

        // The first attempt may find somebody gone, whom the next one begins.
        return await TryWriteAsync(connection, group, ConversingWay.Locked, cancellationToken)
            ?? await TryWriteAsync(connection, group, ConversingWay.Locked, cancellationToken)
            ?? throw new StorageException(Changed);
    }

    private Task<IntakeCounts?> TryKnownAsync(NpgsqlConnection connection, IntakeBatch group, CancellationToken cancellationToken) =>
        TryWriteAsync(
            connection,
            group,
            new ConversingWay(Known, RecalledConversing.AheadOf(group, Known), IsLocking: false),
            cancellationToken
        );

    /// <returns>Null, and nothing was written, when somebody turned out to be somebody else meanwhile.</returns>
    private async Task<int?> TryReleaseAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int limit,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var due = await PostgresDeferred.TakeDueAsync(connection, transaction, now, limit, conversing, cancellationToken);
        var group = new IntakeBatch(due.Items) { Conversing = conversing };
        var stored = await _group.StoreAsync(
            transaction,
            due,
            group,
            items => FlowTally.Of(due, items),
            ConversingWay.Locked,
            cancellationToken
        );
        if (stored is null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        stored.Remember(Known);
        return due.Items.Count + due.Dropped.Count;
    }

    /// <returns>Null, and nothing was written, when somebody else moved one of its conversations meanwhile, or is somebody else.</returns>
    private async Task<IntakeCounts?> TryWriteAsync(
        NpgsqlConnection connection,
        IntakeBatch group,
        ConversingWay way,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var fresh = await PostgresSeen.RememberAsync(connection, transaction, group.Items, group.Conversing, way.Ahead, cancellationToken);
        var taken = fresh with { Dropped = [.. fresh.Dropped, .. group.Replaced] };
        var stored = await _group.StoreAsync(
            transaction,
            taken,
            group,
            items => FlowTally.OfArrival(group, taken, items),
            way,
            cancellationToken
        );
        if (stored is null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        stored.Remember(Known);
        return taken.Deferring(stored.Conversed.Waiting).Count(stored.Conversed.Items);
    }

    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
}
