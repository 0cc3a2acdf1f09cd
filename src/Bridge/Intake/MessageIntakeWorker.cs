using Bridge.Messaging;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// Takes the broker's messages into the store, as many as wait at once in one transaction, and acknowledges them only then.
/// While the store fails it consumes nothing: after a moment the messages go back to the broker, and the group that failed is tried until the store takes it.
/// </summary>
internal sealed partial class MessageIntakeWorker(
    IncomingMessages incoming, MessageIntake intake, IntakeState state, IOptions<IntakeOptions> options, TimeProvider time, ILogger<MessageIntakeWorker> logger)
    : BackgroundService
{
    /// <summary>Bytes of messages in one transaction, unless a single one has more.</summary>
    private const int MaxBytes = 512 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _hold = TimeSpan.FromSeconds(options.Value.HoldSeconds);

    /// <summary>Takes in what was delivered, then stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await incoming.CloseAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        incoming.Start();
        while (await incoming.Reader.WaitToReadAsync(stoppingToken))
        {
            await TakeInAsync(Gather(), stoppingToken);
        }
    }

    private List<IncomingMessage> Gather()
    {
        var group = new List<IncomingMessage>();
        for (var bytes = 0; bytes < MaxBytes && incoming.Reader.TryRead(out var message); bytes += message.Body.Length)
        {
            group.Add(message);
        }

        return group;
    }

    private async Task TakeInAsync(List<IncomingMessage> group, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; await FindProblemAsync(group, cancellationToken) is { } problem; pause = Longer(pause))
        {
            if (state.Problem is null && time.GetElapsedTime(began) >= _hold)
            {
                await StopConsumingAsync(group, problem, cancellationToken);
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        group.ForEach(message => message.Acknowledge());
        if (state.Problem is not null)
        {
            state.Problem = null;
            ConsumesAgain();
            incoming.Start();
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));

    /// <returns>Null when the group is committed.</returns>
    private async Task<string?> FindProblemAsync(List<IncomingMessage> group, CancellationToken cancellationToken)
    {
        try
        {
            await intake.TakeInAsync(group, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            group.ForEach(message => message.GiveBack());
            throw;
        }
        catch (Exception failure)
        {
            // The outermost seam of intake: nothing of it is acknowledged, and ending here would leave the queue to fill for good.
            Failed(failure, group.Count, failure.Message);
            return failure.Message;
        }
    }

    /// <summary>Deliveries that are held too long end with the connection (RabbitMQ's consumer timeout), and other forwarders may have a store that works.</summary>
    private async Task StopConsumingAsync(List<IncomingMessage> group, string problem, CancellationToken cancellationToken)
    {
        state.Problem = problem;
        StopsConsuming(_hold);
        group.ForEach(message => message.GiveBack());
        await incoming.GiveBackAllAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{Messages} messages could not be taken in and are tried again: {Problem}")]
    private partial void Failed(Exception failure, int messages, string problem);

    [LoggerMessage(LogLevel.Error, "The store fails for longer than {Hold}: nothing is consumed until it works; the messages wait at the broker")]
    private partial void StopsConsuming(TimeSpan hold);

    [LoggerMessage(LogLevel.Information, "The store works again, and messages are consumed again")]
    private partial void ConsumesAgain();
}
