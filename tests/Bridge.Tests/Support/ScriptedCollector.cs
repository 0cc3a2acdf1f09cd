using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>A collector over real HTTP whose answers are scripted, and which knows every event it ever took.</summary>
/// <remarks>A request gets the first scripted answer among its events that is not a success; events without a script, or with an
/// exhausted one, are taken. An answer is used up only by the request it decided.</remarks>
internal sealed class ScriptedCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ScriptedAnswer>> _scripts = new();
    private readonly ConcurrentDictionary<string, ScriptedAnswer> _lasting = new();
    private readonly ConcurrentDictionary<Guid, int> _taken = new();
    private readonly ConcurrentDictionary<Guid, string> _payloads = new();
    private readonly ConcurrentQueue<CollectorRequest> _requests = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private volatile ScriptedAnswer? _everything;

    private ScriptedCollector(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    /// <summary>The address without a path.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Whether each request must keep the contract; what does not is answered 400 and told in <see cref="Violations"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>The only write key that is known; null accepts all. Others are answered 401.</summary>
    public string? WriteKey { get; set; }

    /// <summary>While set, what every request is answered, whatever it holds.</summary>
    public ScriptedAnswer? Everything
    {
        get => _everything;
        set => _everything = value;
    }

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<CollectorRequest> Requests => [.. _requests];

    /// <summary>How often each event was taken (answered with a success).</summary>
    public IReadOnlyDictionary<Guid, int> Taken => _taken;

    /// <summary>The events taken, as they were posted the first time.</summary>
    public IReadOnlyDictionary<Guid, string> TakenPayloads => _payloads;

    public IReadOnlyList<string> Violations => [.. _violations];

    /// <param name="time">What <see cref="CollectorRequest.At"/> and slow answers go by; the system's clock if null.</param>
    /// <param name="strict">Whether each request must keep the contract.</param>
    public static async Task<ScriptedCollector> StartAsync(TimeProvider? time = null, bool strict = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
                kestrel.Limits.MinRequestBodyDataRate = null; // a busy machine is no slow client
            });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new ScriptedCollector(app, time ?? TimeProvider.System) { Strict = strict };
        app.Run(collector.AnswerAsync);
        await app.StartAsync();
        collector.Url = new Uri(app.Urls.Single());
        return collector;
    }

    /// <summary>What the next requests holding this event are answered, one after the other; then it is taken.</summary>
    public void Script(Guid id, params IEnumerable<ScriptedAnswer> answers) => Script(id.ToString(), answers);

    /// <summary>The same for every event of this name.</summary>
    public void Script(string name, params IEnumerable<ScriptedAnswer> answers)
    {
        var script = _scripts.GetOrAdd(name, _ => new());
        foreach (var answer in answers)
        {
            script.Enqueue(answer);
        }
    }

    /// <summary>What every request holding this event is answered, for ever.</summary>
    public void ScriptForever(Guid id, ScriptedAnswer answer) => _lasting[id.ToString()] = answer;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var gone = context.RequestAborted;
        var request = await ReadAsync(context.Request, _time.GetUtcNow(), gone);
        var answer = Choose(request);
        if (answer.Takes)
        {
            Take(request);
        }

        _requests.Enqueue(request with { Answer = answer });
        try
        {
            await answer.WriteAsync(context, _time, gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client gave up, as an answer that never ends makes it.
        }
    }

    private ScriptedAnswer Choose(CollectorRequest request)
    {
        if (WriteKey is { } key && request.Header("X-Write-Key") != key)
        {
            return ScriptedAnswer.Status(HttpStatusCode.Unauthorized, "unknown write key");
        }

        if (Everything is { } answer)
        {
            return answer;
        }

        return FindViolations(request) is { Count: > 0 } violations
            ? ScriptedAnswer.Status(HttpStatusCode.BadRequest, string.Join('\n', violations))
            : ScriptOf(request) ?? ScriptedAnswer.Ok;
    }

    private IReadOnlyList<string> FindViolations(CollectorRequest request)
    {
        IReadOnlyList<string> found = Strict ? ContractValidator.FindViolations(request.Body) : [];
        foreach (var violation in found)
        {
            _violations.Enqueue(violation);
        }

        return found;
    }

    private ScriptedAnswer? ScriptOf(CollectorRequest request)
    {
        if (_scripts.IsEmpty && _lasting.IsEmpty)
        {
            return null;
        }

        var keys = request.Events.SelectMany(one => new[] { one.Id.ToString(), one.Name }).Where(key => Next(key) is not null).ToList();
        var decisive = keys.Find(key => Next(key) is { Takes: false }) ?? keys.FirstOrDefault();
        return decisive is null ? null : Use(decisive);
    }

    private ScriptedAnswer? Next(string key) =>
        _lasting.TryGetValue(key, out var answer) || (_scripts.TryGetValue(key, out var script) && script.TryPeek(out answer))
            ? answer
            : null;

    private ScriptedAnswer? Use(string key) =>
        _lasting.TryGetValue(key, out var answer) || (_scripts.TryGetValue(key, out var script) && script.TryDequeue(out answer))
            ? answer
            : null;

    private void Take(CollectorRequest request)
    {
        foreach (var one in request.Events)
        {
            _taken.AddOrUpdate(one.Id, 1, (_, count) => count + 1);
            _payloads.TryAdd(one.Id, one.Payload);
        }
    }

    private static async Task<CollectorRequest> ReadAsync(HttpRequest request, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var raw = new MemoryStream();
        await request.Body.CopyToAsync(raw, cancellationToken);
        var body = request.Headers.ContentEncoding == "gzip" ? Decompress(raw) : raw.ToArray();
        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        return new CollectorRequest(
            request.Method,
            request.Path + request.QueryString,
            headers,
            Encoding.UTF8.GetString(body),
            EventsIn(body),
            at,
            ScriptedAnswer.Ok
        );
    }

    private static byte[] Decompress(MemoryStream compressed)
    {
        compressed.Position = 0;
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Empty when the body is not what it should be; saying so is the business of <see cref="Strict"/>.</summary>
    private static List<CollectedEvent> EventsIn(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. document.RootElement.GetProperty("batch").EnumerateArray().Select(EventOf)];
        }
        catch (Exception notABatch)
            when (notABatch is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static CollectedEvent EventOf(JsonElement element) =>
        new(
            element.GetProperty("context").GetProperty("eventId").GetGuid(),
            element.GetProperty("event").GetString()!,
            element.GetRawText()
        );
}

/// <summary>A request as the collector saw it.</summary>
/// <param name="Path">With the query.</param>
/// <param name="Body">After decompression.</param>
/// <param name="At">By the collector's clock.</param>
internal sealed record CollectorRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    IReadOnlyList<CollectedEvent> Events,
    DateTimeOffset At,
    ScriptedAnswer Answer
)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>An event as the collector saw it; the id is its <c>context.eventId</c>.</summary>
internal sealed record CollectedEvent(Guid Id, string Name, string Payload);
