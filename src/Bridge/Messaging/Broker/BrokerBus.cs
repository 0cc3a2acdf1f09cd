using MassTransit;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>The connection that consumes. It comes back by itself; nothing here waits for it.</summary>
internal sealed class BrokerBus : IHostedService, IDisposable
{
    /// <summary>How long a broker that hangs may delay the end of the process.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly IBusControl _bus;
    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;

    public BrokerBus(IOptions<BrokerOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time) = (options.Value, time);
        LogContext.ConfigureCurrentLogContext(loggers);
        _bus = Bus.Factory.CreateUsingRabbitMq(Configure);
    }

    /// <summary>Has MassTransit report nothing to its maker, which it does five minutes after the start unless told not to.</summary>
    /// <remarks>
    /// As <c>DisableUsageTelemetry</c> does for a bus that a container makes. One made as here reports nothing by itself; this holds for
    /// whoever changes that.
    /// </remarks>
    public static void DisableUsageTelemetry(IServiceCollection services) =>
        services.Configure<UsageTelemetryOptions>(options => options.Enabled = false);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = _bus.StartAsync(_stopping.Token); // ends only when the broker is there; consuming does not wait for it
        return Task.CompletedTask;
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

    /// <summary>Begins to consume a queue as soon as the broker is there.</summary>
    public HostReceiveEndpointHandle Consume(
        string queue,
        IReadOnlyDictionary<string, object?> arguments,
        IFilter<ReceiveContext> consumer,
        IReceiveEndpointObserver observer
    ) =>
        _bus.ConnectReceiveEndpoint(
            queue,
            endpoint =>
            {
                Configure((IRabbitMqReceiveEndpointConfigurator)endpoint, arguments, consumer);
                endpoint.ConnectReceiveEndpointObserver(observer);
            }
        );

    private void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        var address = BrokerAddress.Parse(_options.Url!);
        var patience = TimeSpan.FromSeconds(_options.ConnectTimeoutSeconds);
        bus.Host(
            address.HostName,
            (ushort)address.Endpoint.Port,
            address.VirtualHost,
            address.ClientProvidedName,
            host =>
            {
                host.Username(address.UserName);
                host.Password(address.Password);
                host.Heartbeat(TimeSpan.FromSeconds(_options.HeartbeatSeconds));
                host.RequestedConnectionTimeout(patience);
                host.ContinuationTimeout(patience); // for each declaration: a quorum queue that elects its leader answers none
                if (address.Ssl.Enabled)
                {
                    host.UseSsl(tls => tls.ServerName = address.HostName);
                }
            }
        );
    }

    /// <remarks>
    /// The filter is the first and the last: nothing is deserialised here, and nothing can come to MassTransit's own <c>_error</c> and
    /// <c>_skipped</c> queues.
    /// </remarks>
    private void Configure(
        IRabbitMqReceiveEndpointConfigurator endpoint,
        IReadOnlyDictionary<string, object?> arguments,
        IFilter<ReceiveContext> consumer
    )
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = _options.Prefetch;
        endpoint.ConcurrentMessageLimit = _options.Prefetch;
        foreach (var (name, value) in arguments)
        {
            endpoint.SetQueueArgument(name, value);
        }

        endpoint.ConfigureReceive(pipe => pipe.UseFilter(consumer));
    }
}
