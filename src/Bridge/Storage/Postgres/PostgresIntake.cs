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

    /// <returns>What the items became.</returns>
    public async Task<IntakeCounts> WriteAsync(NpgsqlConnection connection, IntakeBatch group, CancellationToken cancellationToken)
    {
        if (!_contention.IsExpected())
        {
            if (await TryWriteAsync(connection, group, isLocking: false, cancellationToken) is { } counts)
            {
                return counts;
            }

            _contention.Met();
        }

        return await TryWriteAsync(connection, group, isLocking: true, cancellationToken)
            ?? throw new StorageException("Conversations changed although they were locked; it is tried again.");
    }

    /// <returns>How many deferred events are deferred no more.</returns>
    public async Task<int> ReleaseAsync(
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
        await StoreAsync(transaction, due, group, stored => FlowTally.Of(due, stored), isLocking: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Items.Count + due.Dropped.Count;
    }

    /// <returns>Null, and nothing was written, when somebody else moved one of its conversations meanwhile.</returns>
    private async Task<IntakeCounts?> TryWriteAsync(
        NpgsqlConnection connection,
        IntakeBatch group,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var fresh = await PostgresSeen.RememberAsync(connection, transaction, group.Items, group.Conversing, cancellationToken);
        var taken = fresh with { Dropped = [.. fresh.Dropped, .. group.Replaced] };
        var items = await StoreAsync(
            transaction,
            taken,
            group,
            stored => FlowTally.OfArrival(group, taken, stored),
            isLocking,
            cancellationToken
        );
        if (items is null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return taken.Count(items);
    }

    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);

    /// <returns>
    /// The items as their conversations made them, with those that follow from them; null when one of their conversations was written by
    /// somebody else since it was read.
    /// </returns>
    private async Task<IReadOnlyList<IntakeItem>?> StoreAsync(
        NpgsqlTransaction transaction,
        Taken taken,
        IntakeBatch group,
        Func<IReadOnlyList<IntakeItem>, IReadOnlyList<TallyCount>> tally,
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
            isLocking,
            cancellationToken
        );
        var counts = RollUpAside.Begin(conversed.Items, group.Conversing);
        await TellOfPeopleAsync(connection, transaction, items, cancellationToken);
        var told = await PostgresOptOuts.LeaveOutAsync(connection, conversed.Items, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in PostgresItems.Commands(told, taken.Deferred, now))
        {
            batch.BatchCommands.Add(command);
        }

        var update = conversed.Changed.Count > 0 ? read.UpdateCommand(conversed.Changed) : null;
        if (update is not null)
        {
            batch.BatchCommands.Add(update);
        }

        if (isJournalKept && JournalRow.Ended(taken.AllDropped(conversed.Items), conversed.Items, now) is { Count: > 0 } journal)
        {
            batch.BatchCommands.Add(PostgresJournal.Command(journal));
        }

        await ExecuteAsync(batch, cancellationToken);
        if (update is not null && update.RecordsAffected != conversed.Changed.Count)
        {
            return null;
        }

        await CountAsync(transaction, counts.Value, tally(conversed.Items), now, cancellationToken);
        return conversed.Items;
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
}
