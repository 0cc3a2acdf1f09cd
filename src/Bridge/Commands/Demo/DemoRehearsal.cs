using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Ops.Access;
using Bridge.Simulation;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Day;
using Bridge.Simulation.Graph;
using Bridge.Simulation.Load;
using Bridge.Simulation.Stories;
using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Commands.Demo;

/// <summary>
/// A rehearsal of the main job on this machine: a whole Bridge on a store of its own, a strict collector that fails for a while,
/// a Meta that knows the names of ads and hears what came of them, and a few hundred webhooks as it would send them.
/// </summary>
internal sealed class DemoRehearsal : IAsyncDisposable
{
    private const int Connections = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-demo-");
    private readonly SampleAds _ads = new(DemoSettings.AdsToken);
    private readonly DemoSettings _settings;
    private readonly TimeProvider _clock;
    private WebApplication? _bridge;

    public DemoRehearsal(DemoSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        Collector = new SampleCollector(new CollectorSettings($"http://127.0.0.1:{settings.CollectorPort}", DemoSettings.WriteKey), clock);
    }

    public SampleCollector Collector { get; }

    /// <summary>What Meta was told of what came of its ads.</summary>
    public IReadOnlyList<JsonObject> ToldToMeta => _ads.Conversions.Taken;

    public DemoLedger Ledger { get; } = new();

    public Tally Tally { get; } = new();

    /// <summary>Bridge's address, once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where Meta would post to, once started.</summary>
    public string WebhookUrl => Url + Receiving.ReceivingSetup.Path;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Collector.StartAsync(cancellationToken);
        await _ads.StartAsync(cancellationToken);
        _bridge = Program.Build(Program.CreateBuilder(BridgeSettings()));
        await _bridge.StartAsync(cancellationToken);
        Url = _bridge.Urls.First();
    }

    /// <summary>Posts everything; the collector is down for the middle third.</summary>
    public async Task SendAsync(IReadOnlyList<Post> posts, Action<int> progress, CancellationToken cancellationToken)
    {
        using var meta = new WebhookClient(new Uri(WebhookUrl), _settings.AppSecret, Connections, Patience);
        var sender = new Sender(meta, Tally, speed: 1, Patience, _clock) { Ended = Ledger.Record };
        var taken = 0;
        var sending = sender.SendAsync(posts.Select(Take), cancellationToken);
        await WaitUntilAsync(() => taken > posts.Count * 2 / 3 && Collector.TurnedAway >= 2, cancellationToken);
        Collector.Recover();
        await sending;

        Post Take(Post post)
        {
            if (taken == posts.Count / 3)
            {
                Collector.Fail(HttpStatusCode.ServiceUnavailable);
            }

            progress(++taken);
            return post;
        }
    }

    /// <summary>Tells one conversation from beginning to end, as Meta and a CRM do.</summary>
    public async Task TellAsync(WholeConversation story, CancellationToken cancellationToken)
    {
        using var client = new WebhookClient(new Uri(WebhookUrl), _settings.AppSecret, connections: 1, Patience)
        {
            CaptureKey = DemoSettings.CaptureKey,
        };
        foreach (var post in story.Acts.Append(story.Order).Append(story.End).SelectMany(act => act.Posts))
        {
            var sender = new Sender(client, Tally, speed: 1, Patience, _clock) { Ended = Ledger.Record };
            await sender.SendAsync(
                [new Post(TimeSpan.Zero, Encoding.UTF8.GetBytes(post.Body)) { IsFromCrm = post.IsFromCrm }],
                cancellationToken
            );
        }
    }

    /// <summary>Waits until everything that must arrive has; gives up after a while, and the proof then says what is missing.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await WaitUntilAsync(HasAllArrived, cancellationToken);
        var deadline = _clock.GetUtcNow() + Patience;
        while (await DeadLettersAsync(cancellationToken) < Ledger.DeadLetters && _clock.GetUtcNow() < deadline)
        {
            await Task.Delay(BetweenLooks, _clock, cancellationToken);
        }

        await DrainAsync(cancellationToken); // Meta hears of it by itself
    }

    private bool HasAllArrived() =>
        Ledger.Events is var expected
        && expected.Keys.All(id => Collector.Taken.Find(id) is not null)
        && Collector.Taken.Count >= expected.Count + Ledger.Derived;

    /// <summary>Waits until nothing that was received is on its way any more; gives up after a while.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var spool = _bridge!.Services.GetRequiredService<SpoolTable>();
        var deadline = _clock.GetUtcNow() + Patience;
        while (
            ((await spool.CountAsync(cancellationToken)).Count > 0 || await WaitingAsync(cancellationToken) > 0)
            && _clock.GetUtcNow() < deadline
        )
        {
            await Task.Delay(BetweenLooks, _clock, cancellationToken);
        }
    }

    /// <summary>How many dead letters the store holds.</summary>
    public async Task<long> DeadLettersAsync(CancellationToken cancellationToken)
    {
        var byReason = await _bridge!.Services.GetRequiredService<IStore>().CountDeadLettersAsync(cancellationToken);
        return byReason.Values.Sum();
    }

    /// <summary>How many events still wait for the collector.</summary>
    public async Task<long> WaitingAsync(CancellationToken cancellationToken)
    {
        var backlog = await _bridge!.Services.GetRequiredService<IStore>().GetBacklogAsync(cancellationToken);
        return backlog.Sum(destination => destination.Waiting);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null)
        {
            await _bridge.StopAsync(CancellationToken.None);
            await _bridge.DisposeAsync();
        }

        await _ads.DisposeAsync();
        await Collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> BridgeSettings() =>
        new()
        {
            ["Urls"] = $"http://127.0.0.1:{_settings.Port}",
            ["Meta:AppSecrets:0"] = _settings.AppSecret,
            ["Meta:VerifyTokens:0"] = _settings.VerifyToken,
            ["Collector:Url"] = Collector.Url,
            ["Collector:WriteKey"] = DemoSettings.WriteKey,
            ["Ops:Users:0:Name"] = DemoSettings.OpsUser,
            ["Ops:Users:0:Role"] = nameof(OpsRole.Operator),
            ["Ops:Users:0:KeyHash"] = new OpsKey(DemoSettings.OpsKey).Hash,
            [$"Capture:Keys:{DemoSettings.CaptureName}:KeyHash"] = new OpsKey(DemoSettings.CaptureKey).Hash,
            ["Attribution:GraphUrl"] = _ads.Url, // whatever the environment says: a demo asks nobody else
            ["Attribution:AccessToken"] = DemoSettings.AdsToken,
            ["Attribution:Conversions"] = "order.placed=Purchase",
            ["Attribution:ConversionsDataset"] = "4711",
            ["Attribution:ConversionsToken"] = DemoSettings.AdsToken,
            ["Role"] = "all",
            ["Broker:Url"] = "",
            ["Store:Provider"] = "sqlite",
            ["Events:Forward"] = "all",
            ["Contacts:CountFrom"] = "", // whatever the environment says: here everybody is new
            ["Conversations:InitialMode"] = "bot",
            ["Conversations:HandoffTriggers"] = WholeConversation.HandoffButton,
            ["Conversations:ResolveAfter"] = "off", // some samples are of last winter, and the books know no silence
            [$"Sources:{DemoDays.Number}:HandoffTriggers"] = BusinessDay.AsksForPerson,
            ["Intake:UnavailableHold"] = "00:00:00",
            ["Intake:TwinHold"] = "00:00:00",
            ["Store:ConnectionString"] = Path.Combine(_folder.FullName, "bridge.db"),
            ["Serilog:MinimumLevel:Default"] = "Error",
            ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Error",
        };

    private async Task WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var deadline = _clock.GetUtcNow() + Patience;
        while (!condition() && _clock.GetUtcNow() < deadline)
        {
            await Task.Delay(BetweenLooks, _clock, cancellationToken);
        }
    }
}
