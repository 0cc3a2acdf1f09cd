using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>Forgets the ids of events that Meta repeats no more, in small steps that let other writes pass between them.</summary>
internal sealed partial class SeenExpiry(IIntakeStore store, TimeProvider time, IOptions<IntakeOptions> options, ILogger<SeenExpiry> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await ForgetAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await store.ForgetSeenAsync(options.Value.RememberFor, cancellationToken)) { }
        }
        catch (StorageException problem)
        {
            CannotForget(problem, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old event ids are kept until the next minute: {Problem}")]
    private partial void CannotForget(Exception cause, string problem);
}
