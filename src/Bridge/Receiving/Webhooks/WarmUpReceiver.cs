using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Telemetry;
using OpenTelemetry;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// A receiver beside the real one, of the same parts, for the time of warming up: on a port of this machine only, with a secret that nobody
/// knows, without logs and spans, and with meters that nobody reads. It stores nothing.
/// </summary>
internal sealed class WarmUpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WarmUpReceiver(TranslationOptions translation)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Request = WarmUpWebhook.Sign(secret);
        _app = Create(translation, secret);
    }

    /// <summary>What it answers with 200.</summary>
    public byte[] Request { get; }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => new IPEndPoint(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);

    public static async Task<WarmUpReceiver> StartAsync(TranslationOptions translation, CancellationToken cancellationToken)
    {
        var receiver = new WarmUpReceiver(translation);
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Create(TranslationOptions translation, string secret)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder
            .Services.Configure<MetaOptions>(options => options.AppSecrets = [secret])
            .AddBridgeMetrics()
            .AddWebhookReceiver()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(translation)
            .AddSingleton(EventChannel.Spool)
            .AddSingleton<IEventPublisher, Nowhere>()
            .AddSingleton<IMeterFactory, Unread>();
        var app = builder.Build();
        var receiver = app.Services.GetRequiredService<WebhookReceiver>();
        app.Run(context => ReceiveAsync(receiver, context));
        return app;
    }

    private static async Task ReceiveAsync(WebhookReceiver receiver, HttpContext context)
    {
        using var untraced = SuppressInstrumentationScope.Begin();
        await receiver.ReceiveAsync(context);
    }

    /// <summary>Joins what it is given as a group does, and lets go of it.</summary>
    private sealed class Nowhere(TimeProvider time) : IEventPublisher
    {
        public Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken)
        {
            var request = new WaitingRequest(items);
            ThreadPool.UnsafeQueueUserWorkItem(Store, request, preferLocal: false);
            return request.Task.WaitAsync(cancellationToken);
        }

        private void Store(WaitingRequest request)
        {
            using (var batch = new PooledBytes(request.Length + 128))
            {
                EventBatchWriter.Batch(batch, time.GetUtcNow(), [request.Items]);
            }

            WaitingRequest.Answer([request], PublishResult.Stored);
        }
    }

    /// <summary>Who listens to Bridge's meters and the server's knows them by other names.</summary>
    private sealed class Unread : IMeterFactory
    {
        private readonly Meter _meter = new("warm-up");

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
