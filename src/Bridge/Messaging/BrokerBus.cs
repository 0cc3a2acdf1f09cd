using MassTransit;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging;

/// <summary>The one connection to the broker. It comes back by itself; nothing here waits for it.</summary>
internal sealed class BrokerBus : IHostedService, IDisposable
{
    private static readonly IPipe<PublishContext<BrokerMessage>> Publishing = Pipe.Execute<PublishContext<BrokerMessage>>(context =>
    {
        context.Serializer = BrokerMessageSerializer.Instance;
        context.Durable = true;
        context.Mandatory = true;   // a message that reaches no queue comes back instead of being lost
    });

    /// <summary>How long a broker that hangs may delay the end of the process.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly BrokerOptions _options;
    private readonly BrokerTopology _topology;
    private readonly BrokerLink _link;
    private readonly TimeProvider _time;
    private readonly IBusControl _bus;
    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;

    public BrokerBus(IOptions<BrokerOptions> options, BrokerTopology topology, BrokerLink link, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _topology, _link, _time) = (options.Value, topology, link, time);
        LogContext.ConfigureCurrentLogContext(loggers);
        _bus = Bus.Factory.CreateUsingRabbitMq(Configure);
    }

    /// <exception cref="Configuration.StartupException">The broker refuses what Bridge declares.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await _topology.DeclareAsync(cancellationToken) is { } problem)
        {
            _link.Fails(problem);
        }

        _starting = _bus.StartAsync(_stopping.Token);   // ends only when the broker is there; publishing and consuming do not wait for it
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(StopPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await StopAsync().WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task StopAsync()
        {
            await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _bus.StopAsync(either.Token);
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Completes when the broker confirmed it; throws when it refused it or sent it back.</summary>
    /// <param name="cancellationToken">The only end of waiting for a broker that is not there.</param>
    public Task PublishAsync(byte[] batch, CancellationToken cancellationToken) => _bus.Publish(new BrokerMessage(batch), Publishing, cancellationToken);

    /// <summary>Begins to consume a queue as soon as the broker is there.</summary>
    public HostReceiveEndpointHandle Consume(string queue, IReadOnlyDictionary<string, object?> arguments, IFilter<ReceiveContext> consumer, IReceiveEndpointObserver observer) =>
        _bus.ConnectReceiveEndpoint(queue, endpoint =>
        {
            Configure((IRabbitMqReceiveEndpointConfigurator)endpoint, arguments, consumer);
            endpoint.ConnectReceiveEndpointObserver(observer);
        });

    private void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        var address = BrokerAddress.Parse(_options.Url!);
        var patience = TimeSpan.FromSeconds(_options.ConnectTimeoutSeconds);
        bus.Host(address.HostName, (ushort)address.Endpoint.Port, address.VirtualHost, address.ClientProvidedName, host =>
        {
            host.Username(address.UserName);
            host.Password(address.Password);
            host.Heartbeat(TimeSpan.FromSeconds(_options.HeartbeatSeconds));
            host.RequestedConnectionTimeout(patience);
            host.ContinuationTimeout(patience);   // for each declaration: a quorum queue that elects its leader answers none
            host.PublisherConfirmation = true;
            if (address.Ssl.Enabled)
            {
                host.UseSsl(tls => tls.ServerName = address.HostName);
            }
        });
        bus.Message<BrokerMessage>(message => message.SetEntityName(_options.Exchange));
        bus.Publish<BrokerMessage>(message =>
        {
            message.ExchangeType = RabbitMQ.Client.ExchangeType.Fanout;
            message.Durable = true;   // MassTransit takes a message type that is not public for a passing one
            message.AutoDelete = false;
            message.BindQueue(_options.Exchange, _options.Queue, queue => SetArguments(queue, _topology.QueueArguments));
        });
    }

    /// <remarks>The filter is the first and the last: nothing is deserialised here, and nothing can come to MassTransit's own <c>_error</c> and <c>_skipped</c> queues.</remarks>
    private void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IReadOnlyDictionary<string, object?> arguments, IFilter<ReceiveContext> consumer)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = _options.Prefetch;
        endpoint.ConcurrentMessageLimit = _options.Prefetch;
        SetArguments(endpoint, arguments);
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(consumer));
    }

    private static void SetArguments(IRabbitMqQueueConfigurator queue, IReadOnlyDictionary<string, object?> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            queue.SetQueueArgument(name, value);
        }
    }
}
