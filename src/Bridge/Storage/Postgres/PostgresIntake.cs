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
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var taken = await PostgresSeen.RememberAsync(connection, transaction, group.Items, group.Conversing, cancellationToken);
        var items = await StoreAsync(connection, transaction, taken.Items, taken.Deferred, group, begun, now, cancellationToken);
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
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await BeginAsync(connection, cancellationToken);
        var (due, items) = await PostgresDeferred.TakeDueAsync(connection, transaction, now, limit, conversing, cancellationToken);
        var group = new IntakeBatch(items) { Conversing = conversing };
        await StoreAsync(connection, transaction, items, [], group, begun, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due;
    }

    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);

    /// <returns>The items as their conversations made them, with those that follow from them.</returns>
    private static async Task<IReadOnlyList<IntakeItem>> StoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<IntakeItem> fresh,
        IReadOnlyList<IntakeItem> deferred,
        IntakeBatch group,
        BegunConversations begun,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var accounts = await PostgresNumbers.FindAsync(connection, LateAccounts.NumbersOf(fresh), cancellationToken);
        var taken = LateAccounts.Complete(fresh, accounts);
        var lessons = new PersonLessons(taken, group.People);
        var ledger = await PostgresPersons.LearnAsync(connection, lessons, group.People, group.Conversing, cancellationToken);
        var conversed = await PostgresConversations.ConverseAsync(connection, taken, ledger, group.Conversing, begun, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in PostgresItems.Commands(conversed.Items, deferred, now))
        {
            batch.BatchCommands.Add(command);
        }

        if (conversed.Changed.Count > 0)
        {
            batch.BatchCommands.Add(PostgresConversations.UpdateCommand(conversed.Changed));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return conversed.Items;
    }
}
