namespace Bridge.Storage;

/// <summary>
/// A background loop that does something with the store at once and then every so often. A failure ends a turn, never the loop.
/// </summary>
/// <param name="otherwise">What a failure means for whoever reads the log, as the beginning of a sentence.</param>
/// <param name="afterFailure">When to try again after a failure; as ever unless given.</param>
internal abstract partial class PeriodicWork(
    string otherwise,
    TimeSpan every,
    TimeProvider time,
    ILogger logger,
    TimeSpan? afterFailure = null
) : BackgroundService
{
    protected TimeProvider Time => time;

    /// <summary>Whether the last turn failed.</summary>
    protected bool IsTroubled { get; private set; }

    protected abstract Task WorkAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        do
        {
            await TryAsync(stoppingToken);
            if ((IsTroubled ? afterFailure ?? every : every) is var period && timer.Period != period)
            {
                timer.Period = period;
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One turn. While the store fails it says so once, not at every turn.</summary>
    protected async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WorkAsync(cancellationToken);
            IsTroubled = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (StorageException problem)
        {
            StoreFailed(IsTroubled ? LogLevel.Debug : LogLevel.Warning, problem, otherwise, problem.Message);
            IsTroubled = true;
        }
        catch (Exception failure)
        {
            // The outermost seam of the loop: what fails here may pass by itself, and the process has other work.
            Failed(IsTroubled ? LogLevel.Debug : LogLevel.Error, failure, otherwise);
            IsTroubled = true;
        }
    }

    [LoggerMessage("{Otherwise}: {Problem}")]
    private partial void StoreFailed(LogLevel level, Exception cause, string otherwise, string problem);

    [LoggerMessage("{Otherwise}: something nobody expected happened")]
    private partial void Failed(LogLevel level, Exception failure, string otherwise);
}
