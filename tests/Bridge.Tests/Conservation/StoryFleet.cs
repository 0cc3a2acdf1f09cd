using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>Two receivers and two forwarders as processes over RabbitMQ and PostgreSQL, which know conversations and a CRM.</summary>
internal sealed class StoryFleet : IAsyncDisposable
{
    private const string Forwarders = "heartbeats WHERE role = 'forward'";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-story-");
    private readonly BrokerRig _rig;
    private readonly StoreLocation _store;
    private readonly List<BridgeProcess> _receivers;
    private readonly List<BridgeProcess> _forwarders;
    private readonly Queue<BridgeProcess> _next;
    private DateTimeOffset _lastKill;

    private StoryFleet(ScriptedCollector collector, BrokerRig rig, StoreLocation store, TimeSpan silence)
    {
        (Collector, _rig, _store) = (collector, rig, store);
        _receivers = [.. Enumerable.Range(0, 2).Select(number => new BridgeProcess(Receiver(number), "receive"))];
        _forwarders = [.. Enumerable.Range(0, 2).Select(_ => new BridgeProcess(Forwarder(silence), "forward"))];
        _next = new([_receivers[0], _forwarders[1], _receivers[1], _forwarders[0], _receivers[0]]);
    }

    public ScriptedCollector Collector { get; }

    public IReadOnlyList<Uri> Receivers => [.. _receivers.Select(receiver => receiver.Address)];

    /// <param name="silence">After how long without a message a conversation is over.</param>
    public static async Task<StoryFleet> StartAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var fleet = new StoryFleet(
            await ScriptedCollector.StartAsync(strict: true),
            new BrokerRig(await RabbitServer.AnyUrlAsync()),
            await StoreLocation.CreateAsync(StoreProvider.Postgres),
            silence
        );
        await Task.WhenAll(fleet._forwarders.Concat(fleet._receivers).Select(process => process.StartAsync(cancellationToken)));
        return fleet;
    }

    /// <summary>Killed and started again, after it has been heard of: as long as it may hold something, silence ends nothing.</summary>
    public async Task RestartForwarderAsync(int number, CancellationToken cancellationToken)
    {
        await Eventually.HoldsAsync(async () => await _store.CountAsync(Forwarders) == _forwarders.Count, "forwarders are heard of");
        await RestartAsync(_forwarders[number], cancellationToken);
    }

    /// <summary>Another one is killed and started again.</summary>
    public Task RestartNextAsync(CancellationToken cancellationToken) => RestartAsync(_next.Dequeue(), cancellationToken);

    /// <summary>So much time passes for the forwarders that were killed that nobody waits any more for what they may hold.</summary>
    public Task ForgetKilledAsync() =>
        _store.ExecuteAsync(
            $"UPDATE heartbeats SET at = at - {(long)TimeSpan.FromHours(2).TotalMilliseconds} "
                + $"WHERE role = 'forward' AND at < {_lastKill.ToUnixTimeMilliseconds()}"
        );

    /// <summary>Waits until nothing is on its way.</summary>
    public Task IsIdleAsync() =>
        Eventually.HoldsAsync(
            async () =>
                (await _rig.LookAsync(_rig.Queue)).Ready == 0
                && await _store.CountAsync("deferred") == 0
                && await _store.CountAsync("events") == 0,
            "nothing is on its way"
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _receivers.Concat(_forwarders))
        {
            await process.DisposeAsync();
        }

        await _rig.DisposeAsync();
        await _store.DisposeAsync();
        await Collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task RestartAsync(BridgeProcess process, CancellationToken cancellationToken)
    {
        await process.KillAsync(cancellationToken);
        _lastKill = TimeProvider.System.GetUtcNow();
        await process.StartAsync(cancellationToken);
    }

    private Dictionary<string, string> Receiver(int number) =>
        _rig.Environment([
            .. CapturePost.Settings.Select(setting => (setting.Key, setting.Value)),
            ("Meta:AppSecrets:0", SignedRequest.Secret),
            ("Meta:VerifyTokens:0", SignedRequest.VerifyToken),
            ("Conversations:HandoffTriggers", WholeConversation.HandoffButton),
            ("Broker:ProgressSeconds", "1"),
            ("Spool:Path", Path.Combine(_folder.FullName, $"spool-{number}.db")),
        ]);

    private Dictionary<string, string> Forwarder(TimeSpan silence) =>
        _rig.Environment(
            ("Collector:Url", Collector.Url.ToString()),
            ("Collector:WriteKey", "key"),
            ("Store:ConnectionString", _store.Address),
            ("Delivery:LingerMilliseconds", "20"),
            ("Delivery:LeaseSeconds", "10"),
            ("Contacts:CountFrom", "2009-01-01"),
            ("Conversations:ResolveAfter", $"{silence.TotalSeconds}s"),
            ("Conversations:InitialMode", "bot"),
            ("Intake:TwinHold", "00:02:00")
        );
}
