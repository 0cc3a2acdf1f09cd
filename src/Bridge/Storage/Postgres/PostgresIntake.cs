using Bridge.Storage.Journal;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// What taking in a group of items writes: every writer takes its locks in the order seen, deferred, people, conversations, so that nobody
/// waits in a circle.
/// </summary>
internal static class PostgresIntake
{
    /// <returns>What the items became.</returns>
    public static async Task<IntakeCounts> WriteAsync(
        NpgsqlConnection connection,
        IntakeBatch group,
        BegunConversations begun,
        bool isJournalKept,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var fresh = await PostgresSeen.RememberAsync(connection, transaction, group.Items, group.Conversing, cancellationToken);
        var taken = fresh with { Dropped = [.. fresh.Dropped, .. group.Replaced] };
        var items = await StoreAsync(
            connection,
            transaction,
            taken,
            group,
            stored => FlowTally.OfArrival(group, taken, stored),
            begun,
            isJournalKept,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return taken.Count(items);
    }

    /// <returns>How many deferred events are deferred no more.</returns>
    public static async Task<int> ReleaseAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int limit,
        IConversing? conversing,
        BegunConversations begun,
        bool isJournalKept,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var due = await PostgresDeferred.TakeDueAsync(connection, transaction, now, limit, conversing, cancellationToken);
        var group = new IntakeBatch(due.Items) { Conversing = conversing };
        await StoreAsync(
            connection,
            transaction,
            due,
            group,
            stored => FlowTally.Of(due, stored),
            begun,
            isJournalKept,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return due.Items.Count + due.Dropped.Count;
    }

    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);

    /// <returns>The items as their conversations made them, with those that follow from them.</returns>
    private static async Task<IReadOnlyList<IntakeItem>> StoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Taken taken,
        IntakeBatch group,
        Func<IReadOnlyList<IntakeItem>, IReadOnlyList<TallyCount>> tally,
        BegunConversations begun,
        bool isJournalKept,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var accounts = await PostgresNumbers.HoldAsync(connection, LateAccounts.NumbersOf(taken.Items), cancellationToken);
        var items = LateAccounts.Complete(taken.Items, accounts);
        var lessons = new PersonLessons(items, group.People);
        var talking = items.Where(item => item.Conversation is not null).Select(item => item.Clue?.Id).OfType<PersonId>().ToList();
        var ledger = await PostgresPersons.LearnAsync(connection, lessons, group.People, talking, group.Conversing, cancellationToken);
        var conversed = await PostgresConversations.ConverseAsync(connection, items, ledger, group.Conversing, begun, cancellationToken);
        await TellOfPeopleAsync(connection, transaction, items, cancellationToken);
        var told = await PostgresOptOuts.LeaveOutAsync(connection, conversed.Items, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in PostgresItems.Commands(told, taken.Deferred, now))
        {
            batch.BatchCommands.Add(command);
        }

        if (conversed.Changed.Count > 0)
        {
            batch.BatchCommands.Add(PostgresConversations.UpdateCommand(conversed.Changed));
        }

        PostgresItems.AddCounts(batch, conversed.Items, group.Conversing);
        if (isJournalKept && JournalRow.Ended(taken.AllDropped(conversed.Items), conversed.Items, now) is { Count: > 0 } journal)
        {
            batch.BatchCommands.Add(PostgresJournal.Command(journal));
        }

        if (tally(conversed.Items) is { Count: > 0 } counts)
        {
            batch.BatchCommands.Add(PostgresTotals.Command(counts, now));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return conversed.Items;
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

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
