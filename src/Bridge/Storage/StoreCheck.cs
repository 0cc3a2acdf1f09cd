using Bridge.Storage.Postgres;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Storage;

/// <summary>
/// The lines <c>store</c> and <c>spool</c> of <c>meta-bridge check</c>: each opens its file or database as a start would, unless a running
/// Bridge has the file open, which proves as much.
/// </summary>
internal static class StoreCheck
{
    public static Task<SelfCheckResult> RunStoreAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        ExplainAsync(
            async () =>
            {
                var store = services.GetRequiredService<IStore>();
                await store.OpenAsync(cancellationToken);
                await store.ProbeAsync(cancellationToken);
                var backlog = await store.GetBacklogAsync(cancellationToken);
                return $"{store.Name} can be written; {backlog.Sum(destination => destination.Waiting)} events wait";
            },
            services.GetService<PostgresDatabase>() is { } database
                ? () => database.RunAsync(PostgresDurability.FindRiskAsync, cancellationToken)
                : () => Task.FromResult(FindOpenFiles(services))
        );

    public static Task<SelfCheckResult> RunSpoolAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        ExplainAsync(
            async () =>
            {
                var database = services.GetRequiredService<SqliteDatabase>();
                await database.ProbeAsync(cancellationToken);
                var spool = services.GetRequiredService<SpoolTable>();
                return $"{database.Path} can be written; it holds {spool.Bytes} of {spool.Limit} bytes"
                    + (spool.Kept > 0 ? $"; {spool.Kept} items of it are kept aside until the broker takes messages as large" : "");
            },
            () => Task.FromResult(FindOpenFiles(services))
        );

    /// <summary>Files that an older version made, or somebody copied.</summary>
    private static string? FindOpenFiles(IServiceProvider services) =>
        PrivateFile.FindOpenOnes(services.GetRequiredService<SqliteDatabase>().Path) is [_, ..] open
            ? $"Others than their owner may read or write {string.Join(" and ", open)}, "
                + $"which hold people's messages and numbers: chmod 600 {string.Join(' ', open)}"
            : null;

    private static async Task<SelfCheckResult> ExplainAsync(Func<Task<string>> check, Func<Task<string?>> findRisk)
    {
        try
        {
            var finding = await check();
            return await findRisk() is { } risk ? new SelfCheckResult(finding, risk) { IsWarning = true } : new SelfCheckResult(finding);
        }
        catch (StorageException exception) when (exception.IsInUse)
        {
            return new SelfCheckResult("a running Bridge has it open");
        }
        catch (StorageException exception)
        {
            return new SelfCheckResult(exception.Message, "Nothing can be stored there until then.");
        }
    }
}
