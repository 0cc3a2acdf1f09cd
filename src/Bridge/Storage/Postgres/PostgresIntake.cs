using Bridge.Storage.Journal;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// What taking in a group of items writes: every writer takes its locks in the order seen, deferred, people, conversations, so that nobody
/// waits in a circle.
/// </summary>
internal sealed class PostgresIntake(bool isJournalKept, TimeProvider time)
{
    private readonly BegunConversations _begun = new();
    private readonly ConversationContention _contention = new();

    /// <summary>The conversations as they were taken in last.</summary>
    public KnownConversations Known { get; } = new();

    /// <returns>What the items became.</returns>
    public Task<IntakeCounts> WriteAsync(NpgsqlConnection connection, IntakeBatch group, CancellationToken cancellationToken) =>
        KeepingKnownAsync(() => TryWaysAsync(connection, group, cancellationToken));

    /// <returns>How many deferred events are deferred no more.</returns>
    public Task<int> ReleaseAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int limit,
        IConversing? conversing,
        CancellationToken cancellationToken
    ) => KeepingKnownAsync(() => TryReleaseAsync(connection, now, limit, conversing, cancellationToken));

    /// <summary>Of a transaction that failed nobody knows whether it was committed, nor what has become of the server.</summary>
    private async Task<T> KeepingKnownAsync<T>(Func<Task<T>> write)
    {
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
                if (await TryWriteAsync(connection, group, Known, isLocking: false, cancellationToken) is { } known)
                {
                    Known.Served();
                    return known;
                }

                Known.Misled();
            }

            if (await TryWriteAsync(connection, group, null, isLocking: false, cancellationToken) is { } read)
            {
                return read;
            }

            _contention.Met();
        }

        return await TryWriteAsync(connection, group, null, isLocking: true, cancellationToken)
            ?? throw new StorageException("Conversations changed although they were locked; it is tried again.");
    }

    private async Task<int> TryReleaseAsync(
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
        var stored = await StoreAsync(transaction, due, group, items => FlowTally.Of(due, items), null, isLocking: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        stored?.Remember(Known);
        return due.Items.Count + due.Dropped.Count;
    }

    /// <returns>Null, and nothing was written, when somebody else moved one of its conversations meanwhile.</returns>
    private async Task<IntakeCounts?> TryWriteAsync(
        NpgsqlConnection connection,
        IntakeBatch group,
        KnownConversations? known,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var fresh = await PostgresSeen.RememberAsync(connection, transaction, group.Items, group.Conversing, cancellationToken);
        var taken = fresh with { Dropped = [.. fresh.Dropped, .. group.Replaced] };
        var stored = await StoreAsync(
            transaction,
            taken,
            group,
            items => FlowTally.OfArrival(group, taken, items),
            known,
            isLocking,
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

    /// <returns>Null when one of the conversations was written by somebody else since it was read.</returns>
    private async Task<StoredGroup?> StoreAsync(
        NpgsqlTransaction transaction,
        Taken taken,
        IntakeBatch group,
        Func<IReadOnlyList<IntakeItem>, IReadOnlyList<TallyCount>> tally,
        KnownConversations? known,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        var (connection, now) = (transaction.Connection!, time.GetUtcNow());
        var accounts = await PostgresNumbers.HoldAsync(connection, LateAccounts.NumbersOf(taken.Items), cancellationToken);
        var items = LateAccounts.Complete(taken.Items, accounts);
        var lessons = new PersonLessons(items, group.People);
        var talking = items.Where(item => item.Conversation is not null).Select(item => item.Clue?.Id).OfType<PersonId>().ToList();
        var ledger = await PostgresPersons.LearnAsync(connection, lessons, group.People, talking, group.Conversing, cancellationToken);
        var (conversed, read) = await PostgresConversations.ConverseAsync(
            connection,
            items,
            ledger,
            group.Conversing,
            _begun,
            ledger is null ? known : null, // somebody may be somebody else from now on
            isLocking,
            cancellationToken
        );
        var counts = RollUpAside.Begin(conversed.Items, group.Conversing);
        await TellOfPeopleAsync(connection, transaction, items, cancellationToken);
        var told = await PostgresOptOuts.LeaveOutAsync(connection, conversed.Items, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in PostgresItems.Commands(told, taken.Deferring(conversed.Waiting).Deferred, now))
        {
            batch.BatchCommands.Add(command);
        }

        var update = conversed.Changed.Count > 0 ? read.UpdateOf(conversed.Changed) : null;
        if (update is not null)
        {
            batch.BatchCommands.Add(update.Command);
        }

        if (isJournalKept && JournalRow.Ended(taken.AllDropped(conversed.Items), conversed.Items, now) is { Count: > 0 } journal)
        {
            batch.BatchCommands.Add(PostgresJournal.Command(journal));
        }

        await (update?.ExecuteAsync(batch, cancellationToken) ?? ExecuteAsync(batch, cancellationToken));
        if (update is { IsWhole: false })
        {
            return null;
        }

        await CountAsync(transaction, counts.Value, tally(conversed.Items), now, cancellationToken);
        return new StoredGroup(conversed, read, update);
    }

    private static async Task CountAsync(
        NpgsqlTransaction transaction,
        ReadOnlyMemory<byte> figures,
        IReadOnlyList<TallyCount> totals,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        PostgresItems.AddCounts(batch, figures);
        if (totals.Count > 0)
        {
            batch.BatchCommands.Add(PostgresTotals.Command(totals, now));
        }

        await ExecuteAsync(batch, cancellationToken);
    }

    /// <summary>What must be known before it is asked who has opted out.</summary>
    private static async Task TellOfPeopleAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<IntakeItem> items,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (Click.Of(items) is { Count: > 0 } clicks)
        {
            batch.BatchCommands.Add(PostgresClicks.RememberCommand(clicks));
        }

        if (OptOut.Of(items) is { Count: > 0 } words)
        {
            batch.BatchCommands.Add(PostgresOptOuts.AddCommand(words));
        }

        await ExecuteAsync(batch, cancellationToken);
    }

    private static Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken) =>
        batch.BatchCommands.Count > 0 ? batch.ExecuteNonQueryAsync(cancellationToken) : Task.CompletedTask;

    private sealed record StoredGroup(Conversed Conversed, ReadConversations Read, ConversationUpdate? Update)
    {
        public void Remember(KnownConversations known) => Read.Remember(Update?.Written ?? [], known);
    }
}
