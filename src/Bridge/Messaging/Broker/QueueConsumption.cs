using MassTransit;

namespace Bridge.Messaging.Broker;

/// <summary>Consumes one queue while it is started, and begins again a moment after each end.</summary>
/// <remarks>
/// MassTransit would begin again by itself, but after a long absence of the broker only after up to 30 s, which cannot be set.
/// </remarks>
internal sealed partial class QueueConsumption(
    BrokerBus bus,
    TopologyWatch watch,
    string queue,
    IReadOnlyDictionary<string, object?> arguments,
    IFilter<ReceiveContext> consumer,
    TimeSpan pause,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    private CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private volatile Ending? _current;
    private volatile bool _isConsuming;
    private volatile bool _isRenewing;
    private bool _isTroubled;

    /// <summary>Whether the broker delivers.</summary>
    public bool IsConsuming => _isConsuming || _isRenewing;

    public void Start()
    {
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>Ends the consumption that seems to run, so that another begins.</summary>
    public void Renew()
    {
        if (_isConsuming && _current is { } current)
        {
            _isRenewing = current.IsRenewed = true;
            current.TrySetResult();
        }
    }

    /// <summary>Completes when all that was delivered is settled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        _isConsuming = _isRenewing = false;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var ended = _current = new Ending(this);
            var endpoint = bus.Consume(queue, arguments, consumer, ended);
            await ended.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _isConsuming = false;
            await endpoint.StopAsync(CancellationToken.None);
            if (ended.IsRenewed)
            {
                continue;
            }

            // The queue may be gone: MassTransit would make another and say nothing.
            await watch.LookAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begun()
    {
        _isConsuming = true;
        _isRenewing = false;
        if (_isTroubled)
        {
            _isTroubled = false;
            ConsumesAgain(queue);
        }
    }

    private void Ended(Exception? cause)
    {
        _isConsuming = _isRenewing = false;
        if (!_isTroubled && !_stopping.IsCancellationRequested)
        {
            _isTroubled = true;
            ConsumesNothing(queue, cause?.GetBaseException().Message.TrimEnd('.') ?? "the connection or the queue ended");
        }
    }

    [LoggerMessage(LogLevel.Error, "The broker delivers nothing from {Queue}: {Problem}; trying until it does")]
    private partial void ConsumesNothing(string queue, string problem);

    [LoggerMessage(LogLevel.Information, "The broker delivers from {Queue} again")]
    private partial void ConsumesAgain(string queue);

    /// <summary>Completes when the consumption ends that it observes.</summary>
    private sealed class Ending(QueueConsumption owner)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            IReceiveEndpointObserver
    {
        /// <summary>Whether it is ended on purpose, so that another begins.</summary>
        public bool IsRenewed { get; set; }

        public Task Ready(ReceiveEndpointReady ready)
        {
            owner.Begun();
            return System.Threading.Tasks.Task.CompletedTask;
        }

        public Task Stopping(ReceiveEndpointStopping stopping) => System.Threading.Tasks.Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => EndAsync(null);

        public Task Faulted(ReceiveEndpointFaulted faulted) => EndAsync(faulted.Exception);

        private Task EndAsync(Exception? cause)
        {
            if (!IsRenewed)
            {
                owner.Ended(cause);
            }

            TrySetResult();
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
