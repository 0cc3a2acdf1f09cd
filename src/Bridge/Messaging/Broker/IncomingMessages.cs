using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>What the broker delivers to this forwarder: the event batches, and the messages it gave up. For one reader.</summary>
internal sealed class IncomingMessages : IDisposable
{
    private readonly Channel<IncomingMessage> _waiting = Channel.CreateUnbounded<IncomingMessage>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly ConcurrentDictionary<IncomingMessage, DateTimeOffset> _held = new();
    private readonly Consumer[] _consumers;
    private readonly QueueConsumption[] _queues;
    private readonly TimeSpan _pace;
    private readonly TimeProvider _time;
    private volatile bool _isOpen;
    private volatile bool _isClosed;

    public IncomingMessages(
        BrokerBus bus,
        BrokerTopology topology,
        TopologyWatch watch,
        IOptions<BrokerOptions> options,
        TimeProvider time,
        ILogger<QueueConsumption> logger
    )
    {
        var names = options.Value;
        (_pace, _time) = (TimeSpan.FromSeconds(names.CheckSeconds), time);
        var pause = TimeSpan.FromMilliseconds(names.RetryMilliseconds);
        _consumers = [new(this, givesUp: false), new(this, givesUp: true)];
        _queues =
        [
            new(bus, watch, names.Queue, topology.QueueArguments, _consumers[0], pause, time, logger),
            new(bus, watch, names.DeadLetterQueue, topology.DeadLetterQueueArguments, _consumers[1], pause, time, logger),
        ];
        watch.Looked = Renew;
    }

    /// <summary>Messages that were delivered; never more than <c>Broker:Prefetch</c> of each queue are unsettled.</summary>
    public ChannelReader<IncomingMessage> Reader => _waiting.Reader;

    /// <summary>When the oldest of those that are not settled was received; null when all are.</summary>
    public DateTimeOffset? OldestHeld => _held.IsEmpty ? null : _held.Values.DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>Whether the broker delivers.</summary>
    public bool IsConsuming => Array.TrueForAll(_queues, queue => queue.IsConsuming);

    /// <summary>Begins to take messages, from the moment the broker is there; not after <see cref="CloseAsync"/>.</summary>
    public void Start()
    {
        if (!_isClosed)
        {
            _isOpen = true;
            Array.ForEach(_queues, queue => queue.Start());
        }
    }

    /// <summary>Takes no more messages for good; completes when the reader has settled all that were delivered.</summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        _isClosed = true;
        return StopAsync(cancellationToken);
    }

    public void Dispose() => Array.ForEach(_queues, queue => queue.Dispose());

    /// <summary>Takes no more messages and gives back all that are not settled yet; only by the reader.</summary>
    public async Task GiveBackAllAsync(CancellationToken cancellationToken)
    {
        _isOpen = false;
        var stopping = StopAsync(cancellationToken);
        while (!stopping.IsCompleted)
        {
            while (Reader.TryRead(out var message))
            {
                message.GiveBack();
            }

            await Task.WhenAny(stopping, Reader.WaitToReadAsync(cancellationToken).AsTask());
        }

        await stopping;
    }

    /// <summary>Consumes anew where the broker does not deliver although it should.</summary>
    /// <remarks>
    /// Whoever deletes a queue ends its consumers. RabbitMQ tells them, but not reliably when the queue is declared again at once: then
    /// a queue delivers into the void, and only its consumer's end gives that back. So a consumer that gets nothing is replaced now and
    /// then.
    /// </remarks>
    private void Renew(TopologyFinding finding)
    {
        Renew(0, finding.Events);
        Renew(1, finding.Dead);
    }

    private void Renew(int number, QueueFinding queue)
    {
        var wasIdle = _consumers[number].WasIdle(_pace, _time);
        if (queue.WasMissing || queue.Consumers == 0 || wasIdle)
        {
            _queues[number].Renew();
        }
    }

    private Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_queues.Select(queue => queue.StopAsync(cancellationToken)));

    private async Task<bool> HandAsync(IncomingMessage message)
    {
        _held.TryAdd(message, EventBatchReader.ReceivedAtOf(message.Body) ?? DateTimeOffset.MaxValue);
        if (message.GivenUp is null)
        {
            message.Read(); // while the store is busy with those before it
        }

        if (!_isOpen || !_waiting.Writer.TryWrite(message))
        {
            message.GiveBack();
        }

        var isTakenIn = await message.Settled;
        _held.TryRemove(message, out _);
        return isTakenIn;
    }

    /// <summary>
    /// Stands before everything MassTransit would do with a message: its bytes are handed on as they are, and returning acknowledges it.
    /// </summary>
    private sealed class Consumer(IncomingMessages owner, bool givesUp) : IFilter<ReceiveContext>
    {
        private long _delivered;
        private long _settled;
        private long _looked;
        private long _lookedAt;

        public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
        {
            Interlocked.Increment(ref _delivered);
            try
            {
                var message = new IncomingMessage(
                    context.Body.GetBytes(),
                    givesUp ? WhyGivenUp(context) : null,
                    givesUp ? Deliveries(context) : 0
                );
                if (!await owner.HandAsync(message))
                {
                    throw new MessageGivenBackException();
                }
            }
            finally
            {
                Interlocked.Increment(ref _settled);
            }
        }

        /// <summary>
        /// Whether nothing was delivered since it was looked at last, at least so long ago, and nothing is unsettled; for one caller.
        /// </summary>
        public bool WasIdle(TimeSpan atLeast, TimeProvider time)
        {
            if (time.GetElapsedTime(_lookedAt) < atLeast)
            {
                return false;
            }

            _lookedAt = time.GetTimestamp();
            var (settled, delivered) = (Interlocked.Read(ref _settled), Interlocked.Read(ref _delivered));
            var wasIdle = delivered == _looked && settled == delivered;
            _looked = delivered;
            return wasIdle;
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("bridge");

        private static long Deliveries(ReceiveContext context) =>
            context.TransportHeaders.TryGetHeader("x-delivery-count", out var count) && count is IConvertible number
                ? number.ToInt64(CultureInfo.InvariantCulture)
                : 0;

        private static string WhyGivenUp(ReceiveContext context) =>
            context.TransportHeaders.TryGetHeader("x-first-death-reason", out var reason) && reason is not null
                ? $"the broker gave it up ({reason})"
                : "it was published to the queue of dead letters";
    }
}

/// <summary>Tells MassTransit to give a message back to the broker.</summary>
internal sealed class MessageGivenBackException() : Exception("The message was given back to the broker.");
