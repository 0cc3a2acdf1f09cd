using Bridge.Support;
using Dapper;
using RabbitMQ.Client;

namespace Bridge.Conservation;

/// <summary>
/// The distributed deployment on one machine: receivers and forwarders as processes, RabbitMQ and PostgreSQL behind small proxies, and a
/// collector.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const int ReceiverCount = 2;
    public const int ForwarderCount = 2;

    private const string Queue = "bridge.forward";
    private const int SmallMessage = 2500;

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Small = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Emptying = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-fleet-");
    private readonly List<BridgeProcess> _receivers = [];
    private readonly List<BridgeProcess> _forwarders = [];
    private readonly RabbitServer _broker;
    private readonly PostgresServer _database;
    private readonly TcpProxy _toBroker;
    private readonly TcpProxy _receiversToBroker;
    private readonly HttpClient _health = new();
    private readonly TcpProxy _toDatabase;

    private Fleet(ScriptedCollector collector, RabbitServer broker, PostgresServer database)
    {
        (Collector, _broker, _database) = (collector, broker, database);
        (_toBroker, _receiversToBroker, _toDatabase) = (new TcpProxy(broker.Port), new TcpProxy(broker.Port), new TcpProxy(database.Port));
    }

    public ScriptedCollector Collector { get; }

    /// <summary>Where Meta posts.</summary>
    public IReadOnlyList<Uri> Receivers => [.. _receivers.Select(receiver => receiver.Address)];

    /// <summary>Where every process can be asked how it is.</summary>
    public IReadOnlyList<Uri> Processes => [.. _receivers.Concat(_forwarders).Select(process => process.Address)];

    /// <summary>What every process wrote, each behind its part and address.</summary>
    public IEnumerable<string> Lines =>
        from process in _receivers.Concat(_forwarders)
        from line in process.Lines
        select $"{process.Role} {process.Address.Port} {line}";

    /// <param name="more">Settings of the forwarders, as environment variables.</param>
    public static async Task<Fleet> StartAsync(CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> more)
    {
        var fleet = new Fleet(
            await ScriptedCollector.StartAsync(),
            await RabbitServer.StartNewAsync(),
            await PostgresServer.StartNewAsync()
        );
        for (var i = 0; i < ForwarderCount; i++)
        {
            fleet._forwarders.Add(new BridgeProcess(fleet.ForwarderEnvironment(more), "forward"));
        }

        for (var i = 0; i < ReceiverCount; i++)
        {
            fleet._receivers.Add(new BridgeProcess(fleet.ReceiverEnvironment(i), "receive"));
        }

        await Task.WhenAll(fleet._forwarders.Concat(fleet._receivers).Select(process => process.StartAsync(cancellationToken)));
        return fleet;
    }

    public Task RestartReceiverAsync(int number, CancellationToken cancellationToken) =>
        RestartAsync(_receivers[number], cancellationToken);

    public Task RestartForwarderAsync(int number, CancellationToken cancellationToken) =>
        RestartAsync(_forwarders[number], cancellationToken);

    /// <summary>Killed, and started again.</summary>
    public async Task RestartBrokerAsync()
    {
        await _broker.KillAsync();
        await _broker.StartAsync();
    }

    /// <summary>It hangs for 20 s: nothing is refused, nothing is answered.</summary>
    public async Task FreezeBrokerAsync(CancellationToken cancellationToken)
    {
        await _broker.FreezeAsync();
        await Task.Delay(Frozen, cancellationToken);
        await _broker.ThawAsync();
    }

    public async Task RestartDatabaseAsync()
    {
        await _database.StopAsync();
        await _database.StartAsync();
    }

    public void ResetBrokerConnections()
    {
        _toBroker.ResetAll();
        _receiversToBroker.ResetAll();
    }

    /// <summary>Somebody binds a queue to the feed that takes one message and rejects all others.</summary>
    public Task BindRejectingQueueAsync() =>
        OnChannelAsync(async channel =>
        {
            await channel.QueueDeclareAsync(
                "somebody.else",
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" }
            );
            await channel.QueueBindAsync("somebody.else", "bridge.events", routingKey: "");
        });

    /// <summary>
    /// Somebody deletes the forwarders' queue while it is empty and nobody holds anything of it: what is in a deleted queue nobody could
    /// save.
    /// </summary>
    /// <returns>Whether it was empty in time.</returns>
    public async Task<bool> DeleteEmptyQueueAsync(CancellationToken cancellationToken)
    {
        _receiversToBroker.Stop();
        try
        {
            var limit = TimeProvider.System.GetTimestamp();
            while (await CountAsync() > 0)
            {
                if (TimeProvider.System.GetElapsedTime(limit) > Emptying)
                {
                    return false;
                }
            }

            await OnChannelAsync(channel =>
                channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken)
            );
            return true;
        }
        finally
        {
            _receiversToBroker.Start();
        }
    }

    /// <summary>The broker takes smaller messages for a while, smaller than many items.</summary>
    public async Task LowerMessageSizeAsync(CancellationToken cancellationToken)
    {
        await _broker.SetMaxMessageSizeAsync(SmallMessage);
        ResetBrokerConnections(); // a channel keeps the bound it began with
        await Task.Delay(Small, cancellationToken);
        await _broker.ResetMaxMessageSizeAsync();
    }

    public void ResetDatabaseConnections() => _toDatabase.ResetAll();

    /// <summary>Nothing fails any more, and every process is ready.</summary>
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        Collector.Everything = null;
        await Task.WhenAll(_forwarders.Concat(_receivers).Select(process => process.ReadyAsync(cancellationToken)));
        await Task.WhenAll(
            Receivers.Select(receiver =>
                Eventually.HoldsAsync(
                    async () =>
                        !(
                            await (
                                await _health.GetAsync(new Uri(receiver, "/healthz/ready"), cancellationToken)
                            ).Content.ReadAsStringAsync(cancellationToken)
                        ).Contains("keptAside", StringComparison.Ordinal),
                    "nothing is kept aside",
                    Emptying
                )
            )
        );
    }

    public async Task<IReadOnlySet<Guid>> DeadLettersAsync()
    {
        await using var connection = await PostgresServer.ConnectAsync(_database.Address);
        return (await connection.QueryAsync<Guid>("SELECT id FROM dead_letters")).ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _receivers.Concat(_forwarders))
        {
            await process.DisposeAsync();
        }

        _health.Dispose();
        await _toBroker.DisposeAsync();
        await _receiversToBroker.DisposeAsync();
        await _toDatabase.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await Collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task RestartAsync(BridgeProcess process, CancellationToken cancellationToken)
    {
        await process.KillAsync(cancellationToken);
        process.Launch();
    }

    private Dictionary<string, string> ReceiverEnvironment(int number) =>
        new()
        {
            ["META_APP_SECRET"] = SignedRequest.Secret,
            ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
            ["BROKER_URL"] = UrlOf(_receiversToBroker),
            ["Broker__PublishTimeoutSeconds"] = "2",
            ["Broker__Feed"] = "true",
            ["Broker__CheckSeconds"] = "5",
            ["Spool__Path"] = Path.Combine(_folder.FullName, $"spool-{number}.db"),
        };

    private Dictionary<string, string> ForwarderEnvironment(IEnumerable<(string Name, string Value)> more) =>
        new(more.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["COLLECTOR_URL"] = Collector.Url.ToString(),
            ["COLLECTOR_WRITE_KEY"] = "key",
            ["BROKER_URL"] = UrlOf(_toBroker),
            ["Broker__CheckSeconds"] = "5",
            ["STORE"] = new UriBuilder(_database.Address) { Host = "127.0.0.1", Port = _toDatabase.Port }.Uri.ToString(),
            ["Delivery__LingerMilliseconds"] = "20",
            ["Delivery__LeaseSeconds"] = "10",
        };

    private static string UrlOf(TcpProxy proxy) => $"amqp://guest:guest@127.0.0.1:{proxy.Port}";

    /// <summary>What stands in the forwarders' queue or is held by a forwarder.</summary>
    private Task<int> CountAsync() => _broker.CountAsync(Queue, "messages");

    private async Task OnChannelAsync(Func<IChannel, Task> work)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(_broker.Url),
            AutomaticRecoveryEnabled = false,
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await work(channel);
    }
}
