using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Benchmarks.Load;

/// <summary>A collector that takes everything at once and only counts.</summary>
internal sealed class CountingCollector(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _events;
    private long _posts;
    private long _firstAt;
    private long _lastAt;

    public static Command CreateCommand()
    {
        var urls = LoadServer.UrlsOption();
        var command = new Command("collector", "Counts what is posted to /v1/capture; GET /count tells, POST /reset starts again.")
        {
            urls,
        };
        command.SetAction(
            (result, cancellationToken) =>
                LoadServer.RunAsync(result.GetRequiredValue(urls), new CountingCollector(TimeProvider.System).Map, cancellationToken)
        );
        return command;
    }

    private void Map(WebApplication app)
    {
        app.MapPost("/v1/capture", TakeAsync);
        app.MapPost("/reset", Reset);
        app.MapGet("/count", Tell);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, context.RequestAborted);
        Count(body.Memory.Span.Count("\"type\":\"track\""u8));
    }

    private void Count(int events)
    {
        lock (_gate)
        {
            _lastAt = time.GetTimestamp();
            _firstAt = _posts++ == 0 ? _lastAt : _firstAt;
            _events += events;
        }
    }

    private void Reset()
    {
        lock (_gate)
        {
            (_events, _posts, _firstAt, _lastAt) = (0, 0, 0, 0);
        }
    }

    /// <summary>Words for a shell to read: events, posts, and the seconds between the first post and the last.</summary>
    private string Tell()
    {
        lock (_gate)
        {
            return $"{_events} {_posts} {time.GetElapsedTime(_firstAt, _lastAt).TotalSeconds:F3}\n";
        }
    }
}
