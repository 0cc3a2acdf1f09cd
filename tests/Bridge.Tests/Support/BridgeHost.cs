using System.Collections.Concurrent;
using System.Diagnostics;
using Bridge.Configuration;
using Bridge.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>The real Bridge in this process, listening on a free port, with what it logged.</summary>
internal sealed class BridgeHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WebApplication _app;
    private readonly CapturedLogs _logs;
    private readonly DirectoryInfo _folder;
    private Task? _stopped;

    private BridgeHost(WebApplication app, CapturedLogs logs, DirectoryInfo folder)
    {
        _folder = folder;
        _app = app;
        _logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    /// <summary>What Bridge cannot start without, where a test says nothing else.</summary>
    public static IReadOnlyDictionary<string, string?> RequiredSettings { get; } =
        new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Telemetry:LogFormat"] = "None",
            ["Receiving:WarmUpMilliseconds"] = "0",
            ["Meta:AppSecrets:0"] = SignedRequest.Secret,
            ["Meta:VerifyTokens:0"] = SignedRequest.VerifyToken,
            ["Collector:Url"] = "http://127.0.0.1:9/v1/capture",
            ["Collector:WriteKey"] = "write-key-of-the-tests",
        };

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Every log line of every category and level, with its exception and its structured values.</summary>
    public IReadOnlyCollection<string> Logs => _logs.Lines;

    /// <summary>Starts Bridge with <see cref="RequiredSettings"/>, a store of its own, and these on top.</summary>
    /// <param name="adjust">Changes to what is registered, before it is built.</param>
    public static async Task<BridgeHost> StartAsync(
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<WebApplicationBuilder>? adjust = null
    )
    {
        var folder = Directory.CreateTempSubdirectory("bridge-host-");
        try
        {
            return await StartAsync(folder, settings ?? [], adjust);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static async Task<BridgeHost> StartAsync(
        DirectoryInfo folder,
        IEnumerable<KeyValuePair<string, string?>> settings,
        Action<WebApplicationBuilder>? adjust
    )
    {
        var logs = new CapturedLogs();
        KeyValuePair<string, string?>[] ownFiles =
        [
            new("Store:ConnectionString", Path.Combine(folder.FullName, "bridge.db")),
            new("Spool:Path", Path.Combine(folder.FullName, "spool.db")),
        ];
        var builder = Program.CreateBuilder(
            RequiredSettings.Concat(ownFiles).Concat(settings).GroupBy(setting => setting.Key).Select(same => same.Last())
        );
        builder.Logging.AddProvider(logs);
        adjust?.Invoke(builder);
        var app = Program.Build(builder);
        try
        {
            await app.StartAsync();
            return new BridgeHost(app, logs, folder);
        }
        catch (StartupException)
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var patience = new CancellationTokenSource(Patience);
            return await Client.SendAsync(request, patience.Token);
        }
    }

    /// <summary>Posts signed webhooks one after the other, and returns their statuses.</summary>
    public async Task<List<int>> PostAsync(params IEnumerable<TextWebhook> webhooks)
    {
        var statuses = new List<int>();
        foreach (var webhook in webhooks)
        {
            using var answer = await SendAsync(SignedRequest.Create(webhook.Body));
            statuses.Add((int)answer.StatusCode);
        }

        return statuses;
    }

    /// <summary>What <c>/healthz/ready</c> answers, and after it, in a line each, why: that it keeps from whoever asks.</summary>
    public async Task<(int Status, string Body)> ReadyAsync()
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/healthz/ready"));
        var health = ReadinessAnswer.Of(await Services.GetRequiredService<ReadinessProbe>().AskAsync(CancellationToken.None));
        var reasons = health.NotReady.Concat(health.Degraded).Select(problem => $"\n{problem.Part}: {problem.Why}");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync() + string.Concat(reasons));
    }

    /// <summary>What it answers once it says that: an answer counts for a second, so that the next may still be the last one.</summary>
    public async Task<(int Status, string Body)> ReadySayingAsync(string words)
    {
        var ready = (Status: 0, Body: "");
        await Eventually.HoldsAsync(
            async () => (ready = await ReadyAsync()).Body.Contains(words, StringComparison.Ordinal),
            "readiness says: " + words
        );
        return ready;
    }

    /// <summary>Whether it is ready, and every part of it well.</summary>
    public async Task<bool> IsWellAsync() => await ReadyAsync() is (200, var body) && !body.Contains("degraded", StringComparison.Ordinal);

    /// <summary>Stops as SIGTERM would.</summary>
    public Task StopAsync()
    {
        _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return _stopped ??= _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class CapturedLogs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _lines.Enqueue("scope " + state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception} {values} trace={Activity.Current?.TraceId}");
        }

        public void Dispose() { }
    }
}
