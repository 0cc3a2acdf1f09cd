using Bridge.Support;
using Dapper;

namespace Bridge.Conservation;

/// <summary>The distributed deployment on one machine: receivers and forwarders as processes, RabbitMQ and PostgreSQL behind small proxies, and a collector.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const int ReceiverCount = 2;
    public const int ForwarderCount = 2;

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-fleet-");
    private readonly List<BridgeProcess> _receivers = [];
    private readonly List<BridgeProcess> _forwarders = [];
    private readonly RabbitServer _broker;
    private readonly PostgresServer _database;
    private readonly TcpProxy _toBroker;
    private readonly TcpProxy _toDatabase;

    private Fleet(ScriptedCollector collector, RabbitServer broker, PostgresServer database)
    {
        (Collector, _broker, _database) = (collector, broker, database);
        (_toBroker, _toDatabase) = (new TcpProxy(broker.Port), new TcpProxy(database.Port));
    }

    public ScriptedCollector Collector { get; }

    /// <summary>Where Meta posts.</summary>
    public IReadOnlyList<Uri> Receivers => [.. _receivers.Select(receiver => receiver.Address)];

    /// <summary>Where every process can be asked how it is.</summary>
    public IReadOnlyList<Uri> Processes => [.. _receivers.Concat(_forwarders).Select(process => process.Address)];

    /// <param name="more">Settings of the forwarders, as environment variables.</param>
    public static async Task<Fleet> StartAsync(CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> more)
    {
        var fleet = new Fleet(await ScriptedCollector.StartAsync(), await RabbitServer.StartNewAsync(), await PostgresServer.StartNewAsync());
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

    public Task RestartReceiverAsync(int number, CancellationToken cancellationToken) => RestartAsync(_receivers[number], cancellationToken);

    public Task RestartForwarderAsync(int number, CancellationToken cancellationToken) => RestartAsync(_forwarders[number], cancellationToken);

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

    public void ResetBrokerConnections() => _toBroker.ResetAll();

    public void ResetDatabaseConnections() => _toDatabase.ResetAll();

    /// <summary>Nothing fails any more, and every process is ready.</summary>
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        Collector.Everything = null;
        await Task.WhenAll(_forwarders.Concat(_receivers).Select(process => process.ReadyAsync(cancellationToken)));
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

        await _toBroker.DisposeAsync();
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

    private Dictionary<string, string> ReceiverEnvironment(int number) => new()
    {
        ["META_APP_SECRET"] = SignedRequest.Secret,
        ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
        ["BROKER_URL"] = BrokerUrl,
        ["Broker__PublishTimeoutSeconds"] = "2",
        ["Spool__Path"] = Path.Combine(_folder.FullName, $"spool-{number}.db"),
    };

    private Dictionary<string, string> ForwarderEnvironment(IEnumerable<(string Name, string Value)> more) => new(more.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
    {
        ["COLLECTOR_URL"] = Collector.Url.ToString(),
        ["COLLECTOR_WRITE_KEY"] = "key",
        ["BROKER_URL"] = BrokerUrl,
        ["STORE"] = new UriBuilder(_database.Address) { Host = "127.0.0.1", Port = _toDatabase.Port }.Uri.ToString(),
        ["Delivery__LingerMilliseconds"] = "20",
        ["Delivery__LeaseSeconds"] = "10",
    };

    private string BrokerUrl => $"amqp://guest:guest@127.0.0.1:{_toBroker.Port}";
}
