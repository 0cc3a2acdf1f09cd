using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// The first statements of every transaction that takes in: how durable its commit is, how its rows are found, and the day it holds.
/// </summary>
internal static class PostgresOpening
{
    /// <summary>
    /// Rows are found by their keys, a few hundred at a time. While a table is small the planner would read it whole for each group, and
    /// while nobody has counted its rows it thinks that it is small.
    /// </summary>
    /// <remarks>For the transaction alone, as <see cref="PostgresDurability.Require"/>.</remarks>
    public const string FindByKey =
        "SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true)";

    public static void AddTo(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresDurability.Require));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FindByKey));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresSeen.HoldTheDay));
    }

    /// <summary>Goes to the first result behind theirs.</summary>
    public static async Task SkipAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
    }
}
