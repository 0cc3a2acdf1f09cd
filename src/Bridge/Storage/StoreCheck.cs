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
            var path = services.GetRequiredService<SqliteDatabase>().Path;
            var status = await services.GetRequiredService<StorageHealth>().CheckAsync(cancellationToken);
            return status.Problem is { } problem ? new SelfCheckResult(problem, "See to the disk; webhooks are answered 503 until it works.") : new SelfCheckResult(
                $"{path} can be written; {status.Backlog.Sum(backlog => backlog.Waiting)} events wait, the spool holds {status.SpoolBytes} bytes");
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
