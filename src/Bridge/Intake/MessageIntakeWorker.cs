using Bridge.Configuration;
using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// Takes the broker's messages into the store, as many as wait at once in one transaction, and acknowledges them only then. It begins when
/// the store works.
/// While the store fails it consumes nothing: after a moment the messages go back to the broker, and the group that failed is tried until
/// the store takes it.
/// </summary>
internal sealed partial class MessageIntakeWorker(
    IncomingMessages incoming,
    MessageIntake intake,
    IIntakeStore store,
    IntakeState state,
    IOptions<IntakeOptions> options,
    TimeProvider time,
    ILogger<MessageIntakeWorker> logger
) : BackgroundService
{
    /// <summary>Bytes of messages in one transaction, unless a single one has more.</summary>
    private const int MaxBytes = 512 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _hold = TimeSpan.FromSeconds(options.Value.HoldSeconds);
    private readonly LogThrottle _throttle = new(time);

    /// <summary>Takes in what was delivered, then stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await incoming.CloseAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitForStoreAsync(stoppingToken);
        incoming.Start();
        while (await incoming.Reader.WaitToReadAsync(stoppingToken))
        {
            var group = Gather();
            foreach (var part in MessageIntake.Cut(group))
            {
                await TakeInAsync(part, group, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Each delivery that ends with its forwarder counts towards the limit after which the broker gives a message up; so none is taken in
    /// vain.
    /// </summary>
    private async Task WaitForStoreAsync(CancellationToken cancellationToken)
    {
        state.IsConsuming = false;
        for (var pause = FirstPause; !await TryAsync(store.ProbeAsync, 0, cancellationToken); pause = Longer(pause))
        {
            await Task.Delay(pause, time, cancellationToken);
        }

        state.IsConsuming = true;
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

    /// <param name="group">All that was gathered with the messages; it goes back to the broker when they cannot be taken in.</param>
    private async Task TakeInAsync(
        IReadOnlyList<IncomingMessage> messages,
        List<IncomingMessage> group,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; !await TryAsync(messages, group, cancellationToken); pause = Longer(pause))
        {
            if (state.IsConsuming && time.GetElapsedTime(began) >= _hold)
            {
                await StopConsumingAsync(group, cancellationToken);
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        foreach (var message in messages)
        {
            message.Acknowledge();
        }

        if (!state.IsConsuming)
        {
            state.IsConsuming = true;
            ConsumesAgain();
            incoming.Start();
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));

    private async Task<bool> TryAsync(
        IReadOnlyList<IncomingMessage> messages,
        List<IncomingMessage> group,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await TryAsync(token => intake.TakeInAsync(messages, token), messages.Count, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            group.ForEach(message => message.GiveBack());
            throw;
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, int messages, CancellationToken cancellationToken)
    {
        try
        {
            state.Begins();
            await work(cancellationToken);
            state.Moves();
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The outermost seam of intake: nothing of it is acknowledged, and ending here would leave the queue to fill for good.
            state.Fails(StorageException.Tell(failure));
            Failed(failure, messages, failure.Message);
            TellStandstill();
            return false;
        }
    }

    private void TellStandstill()
    {
        if (!state.IsConsuming && _throttle.ShouldLog(out _))
        {
            StandsStill(state.Standstill);
        }
    }

    /// <summary>
    /// Deliveries that are held too long end with the connection (RabbitMQ's consumer timeout), and other forwarders may have a store that
    /// works.
    /// </summary>
    private async Task StopConsumingAsync(List<IncomingMessage> group, CancellationToken cancellationToken)
    {
        state.IsConsuming = false;
        StopsConsuming(Duration.Write(_hold));
        TellStandstill();
        group.ForEach(message => message.GiveBack());
        await incoming.GiveBackAllAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{Messages} messages could not be taken in and are tried again: {Problem}")]
    private partial void Failed(Exception failure, int messages, string problem);

    [LoggerMessage(
        LogLevel.Error,
        "The store fails for longer than {Hold}: nothing is consumed until it works; the messages wait at the broker"
    )]
    private partial void StopsConsuming(string hold);

    [LoggerMessage(LogLevel.Error, "{Standstill}")]
    private partial void StandsStill(Standstill? standstill);

    [LoggerMessage(LogLevel.Information, "The store works again, and messages are consumed again")]
    private partial void ConsumesAgain();
}
