using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bridge.Meta;
using Bridge.Storage;

namespace Bridge.Simulation;

/// <summary>
/// A rehearsal of the main job on this machine: a whole Bridge on a store of its own, a strict collector that fails for a while,
/// and a few hundred webhooks as Meta would send them.
/// </summary>
internal sealed class Demo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-demo-");
    private readonly HttpClient _client = new();
    private readonly DemoSettings _settings;
    private readonly TimeProvider _clock;
    private WebApplication? _bridge;

    public Demo(DemoSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        Collector = new SampleCollector($"http://127.0.0.1:{settings.CollectorPort}", settings.WriteKey);
    }

    public SampleCollector Collector { get; }

    public DemoLedger Ledger { get; } = new();

    /// <summary>Where Meta would post to, once started.</summary>
    public string WebhookUrl { get; private set; } = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Collector.StartAsync(cancellationToken);
        _bridge = Program.Build(Program.CreateBuilder(BridgeSettings()));
        await _bridge.StartAsync(cancellationToken);
        WebhookUrl = _bridge.Urls.First() + "/webhook/meta";
    }

    /// <summary>Posts everything; the collector is down for the middle third.</summary>
    public async Task SendAsync(IReadOnlyList<DemoPost> posts, Action<int> progress, CancellationToken cancellationToken)
    {
        for (var i = 0; i < posts.Count; i++)
        {
            if (i == posts.Count / 3)
            {
                Collector.Fail(HttpStatusCode.ServiceUnavailable);
            }
            else if (i == posts.Count * 2 / 3)
            {
                await WaitUntilAsync(() => Collector.TurnedAway >= 2, cancellationToken);
                Collector.Recover();
            }

            var status = await PostAsync(posts[i], cancellationToken);
            Ledger.Record(posts[i], (int)status, _clock.GetUtcNow());
            progress(i + 1);
        }
    }

    /// <summary>Waits until everything that must arrive has; gives up after a while, and the proof then says what is missing.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await WaitUntilAsync(() => Ledger.Events.Keys.All(Collector.Taken.ContainsKey), cancellationToken);
        var deadline = _clock.GetUtcNow() + Patience;
        while (await DeadLettersAsync(cancellationToken) < Ledger.DeadLetters && _clock.GetUtcNow() < deadline)
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
        _client.Dispose();
        if (_bridge is not null)
        {
            await _bridge.StopAsync(CancellationToken.None);
            await _bridge.DisposeAsync();
        }

        await Collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> BridgeSettings() => new()
    {
        ["Urls"] = $"http://127.0.0.1:{_settings.Port}",
        ["Meta:AppSecrets:0"] = _settings.AppSecret,
        ["Meta:VerifyTokens:0"] = _settings.VerifyToken,
        ["Collector:Url"] = Collector.Url,
        ["Collector:WriteKey"] = _settings.WriteKey,
        ["Events:Forward"] = "all",
        ["Intake:GhostHold"] = "00:00:00",
        ["Store:ConnectionString"] = Path.Combine(_folder.FullName, "bridge.db"),
        ["Serilog:MinimumLevel:Default"] = "Error",
        ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Error",
    };

    private async Task<HttpStatusCode> PostAsync(DemoPost post, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(post.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var secret = post.IsSigned ? _settings.AppSecret : _settings.AppSecret + "?";
        content.Headers.Add(WebhookSignature.HeaderName, WebhookSignature.Sign(post.Body, Encoding.UTF8.GetBytes(secret)));
        using var answer = await _client.PostAsync(new Uri(WebhookUrl), content, cancellationToken);
        return answer.StatusCode;
    }

    private async Task WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var deadline = _clock.GetUtcNow() + Patience;
        while (!condition() && _clock.GetUtcNow() < deadline)
        {
            await Task.Delay(BetweenLooks, _clock, cancellationToken);
        }
    }
}
