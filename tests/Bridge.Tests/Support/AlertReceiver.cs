using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>Where alerts are posted, as in a chat.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonNode> _taken = new();
    private readonly WebApplication _app;
    private volatile bool _isBroken;
    private int _refused;

    private AlertReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Url => _app.Urls.Single() + "/services/T0/B0/secret";

    /// <summary>While set, everything is answered 500.</summary>
    public bool IsBroken
    {
        get => _isBroken;
        set => _isBroken = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Status and kind of each, in the order in which they came.</summary>
    public IReadOnlyList<string> Taken => [.. _taken.Select(alert => $"{alert["status"]} {alert["kind"]}")];

    public IReadOnlyList<JsonNode> Messages => [.. _taken];

    public static async Task<AlertReceiver> StartAsync()
    {
        var receiver = new AlertReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (IsBroken)
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        _taken.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!);
    }
}
