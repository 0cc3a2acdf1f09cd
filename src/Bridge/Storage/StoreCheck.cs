using Bridge.Telemetry;

namespace Bridge.Storage;

/// <summary>The line <c>store</c> of <c>bridge check</c>.</summary>
internal static class StoreCheck
{
    /// <summary>Opens the store as a start would, unless a running Bridge has it open, which proves as much.</summary>
    public static async Task<SelfCheckResult> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var database = services.GetRequiredService<SqliteDatabase>();
            await database.ProbeAsync(cancellationToken);
            var backlog = await services.GetRequiredService<IStore>().GetBacklogAsync(cancellationToken);
            return new SelfCheckResult($"{database.Path} can be written; {backlog.Sum(destination => destination.Waiting)} events wait");
        }
        catch (StorageException exception) when (exception.IsInUse)
        {
            return new SelfCheckResult("a running Bridge has it open");
        }
        catch (StorageException exception)
        {
            return new SelfCheckResult(exception.Message, "Bridge does not start until then.");
        }
    }
}
