using Bridge.Storage.Journal;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>What a group of items writes within its transaction, when it is known which of them were never taken in before.</summary>
internal sealed class PostgresGroup(bool isJournalKept, TimeProvider time)
{
    private readonly BegunConversations _begun = new();

    /// <returns>Null when a person or one of the conversations changed since it was looked up: the transaction must begin again.</returns>
    public async Task<StoredGroup?> StoreAsync(
        NpgsqlTransaction transaction,
        Taken taken,
        IntakeBatch group,
        Func<IReadOnlyList<IntakeItem>, IReadOnlyList<TallyCount>> tally,
        ConversingWay way,
        CancellationToken cancellationToken
    )
    {
        var (connection, now) = (transaction.Connection!, time.GetUtcNow());
        var accounts = await PostgresNumbers.HoldAsync(connection, LateAccounts.NumbersOf(taken.Items), cancellationToken);
        var items = LateAccounts.Complete(taken.Items, accounts);
        var lessons = new PersonLessons(items, group.People);
        var talking = items.Where(item => item.Conversation is not null).Select(item => item.Clue?.Id).OfType<PersonId>().ToList();
        var ledger = await PostgresPersons.LearnAsync(connection, lessons, group.People, talking, group.Conversing, cancellationToken);
        var moved = await TryUseAsync(way.Ahead, items) ?? await ConverseAsync(connection, items, ledger, group, way, cancellationToken);
        if (moved is not { Conversed: { } conversed, Read: { } read })
        {
            return null;
        }

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

        await CountAsync(transaction, moved.Counts.Value, tally(conversed.Items), now, cancellationToken);
        return new StoredGroup(conversed, read, update);
    }

    private static async Task<MovedConversations?> TryUseAsync(WorkAhead<RecalledConversing?>? ahead, IReadOnlyList<IntakeItem> items) =>
        ahead is not null && await ahead.UseAsync() is var (group, read) && group.IsOf(items)
            ? new MovedConversations(group.Conversed, read, group.Counts)
            : null;

    private async Task<MovedConversations?> ConverseAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeItem> items,
        PersonLedger? ledger,
        IntakeBatch group,
        ConversingWay way,
        CancellationToken cancellationToken
    )
    {
        var converse = await PostgresConversations.ConverseAsync(
            connection,
            items,
            ledger,
            group.Conversing,
            _begun,
            ledger is null ? way.Known : null, // somebody may be somebody else from now on
            way.IsLocking,
            cancellationToken
        );
        return converse is var (conversed, read)
            ? new MovedConversations(conversed, read, RollUpAside.Begin(conversed.Items, group.Conversing))
            : null;
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

/// <summary>How a transaction comes to the conversations that it moves.</summary>
/// <param name="Known">Where they are looked for first; null to read all.</param>
/// <param name="Ahead">What becomes of them while ids are looked up; null when nothing is reckoned.</param>
/// <param name="IsLocking">Others are kept from them until the commit.</param>
internal sealed record ConversingWay(KnownConversations? Known, WorkAhead<RecalledConversing?>? Ahead, bool IsLocking)
{
    public static readonly ConversingWay Read = new(null, null, IsLocking: false);
    public static readonly ConversingWay Locked = new(null, null, IsLocking: true);
}

/// <summary>What became of a group's conversations, as they were read, and what that adds to the figures.</summary>
internal sealed record MovedConversations(Conversed Conversed, ReadConversations Read, Lazy<ReadOnlyMemory<byte>> Counts);

/// <summary>A group as it was stored, before the commit.</summary>
internal sealed record StoredGroup(Conversed Conversed, ReadConversations Read, ConversationUpdate? Update)
{
    public void Remember(KnownConversations known) => Read.Remember(Update?.Written ?? [], known);
}
