using System.Collections.Concurrent;
using System.Net;
using Bridge.Meta;
using Bridge.Tracking;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Primitives;

namespace Bridge.Simulation;

/// <summary>A collector for rehearsals: takes <c>POST /v1/capture</c> as strictly as the contract says, remembers every event id, and fails when told to.</summary>
internal sealed class SampleCollector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _namesById = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly WebApplication _app;
    private readonly string _writeKey;
    private int _doubled;
    private int _turnedAway;
    private volatile int _failWith;

    /// <param name="url">Where to listen, such as <c>http://127.0.0.1:0</c> for any free port.</param>
    /// <param name="writeKey">The key it accepts in <c>X-Write-Key</c>.</param>
    public SampleCollector(string url, string writeKey)
    {
        _writeKey = writeKey;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        _app = builder.Build();
        _app.MapPost("/v1/capture", CaptureAsync);
    }

    /// <summary>Tells the name of each event as it is taken.</summary>
    public Action<string>? Took { get; set; }

    /// <summary>Its base address, once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The name of every event it took, by event id.</summary>
    public IReadOnlyDictionary<string, string> Taken => _namesById;

    /// <summary>How many events came again with an id it had already taken.</summary>
    public int Doubled => _doubled;

    /// <summary>How many requests it answered with the failure it was told to give.</summary>
    public int TurnedAway => _turnedAway;

    /// <summary>What broke the contract, a line each.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>From now on every request is answered with this status.</summary>
    public void Fail(HttpStatusCode status) => _failWith = (int)status;

    /// <summary>From now on it works again.</summary>
    public void Recover() => _failWith = 0;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> CaptureAsync(HttpRequest request)
    {
        if (_failWith is var status and not 0)
        {
            Interlocked.Increment(ref _turnedAway);
            return Results.StatusCode(status);
        }

        if (request.Headers["X-Write-Key"] is var key && key != new StringValues(_writeKey))
        {
            return Results.Json(new Answer("unknown write key", []), AnswerJson.Default.Answer, statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!JsonTape.TryParse(await ReadAsync(request), out var tape))
        {
            return Refuse(["the body is not JSON"]);
        }

        using (tape)
        {
            return CaptureContract.Check(tape.Root) is { Count: > 0 } problems ? Refuse(problems) : Take(tape.Root["batch"u8]);
        }
    }

    private IResult Refuse(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            _problems.Enqueue(problem);
        }

        return Results.Json(new Answer("the batch breaks the contract", problems), AnswerJson.Default.Answer, statusCode: StatusCodes.Status400BadRequest);
    }

    private IResult Take(Json batch)
    {
        foreach (var item in batch.Items)
        {
            var name = item["event"u8].Text ?? "";
            if (_namesById.TryAdd(item["context"u8]["eventId"u8].Text ?? "", name))
            {
                Took?.Invoke(name);
            }
            else
            {
                Interlocked.Increment(ref _doubled);
            }
        }

        return Results.Ok();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
