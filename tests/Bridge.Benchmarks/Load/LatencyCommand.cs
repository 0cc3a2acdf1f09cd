using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// How long a live event takes from Meta's post to the collector, by itself and while every dead letter is replayed beside it.
/// </summary>
internal sealed class LatencyCommand : IDisposable
{
    /// <summary>Live webhooks a second.</summary>
    private const int Rate = 200;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, long> _posted = new();
    private readonly ConcurrentBag<(long PostedAt, double Milliseconds)> _arrived = [];
    private readonly HttpClient _client = new();
    private readonly byte[] _secret;
    private readonly Uri _bridge;
    private long _replayed;
    private int _number = 1_900_000_000;

    private LatencyCommand(Uri bridge, string secret, string key)
    {
        (_bridge, _secret) = (bridge, Encoding.UTF8.GetBytes(secret));
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public static Command Create()
    {
        var urls = LoadServer.UrlsOption();
        var target = new Option<string>("--target") { Description = "Where Bridge is.", Required = true };
        var secret = new Option<string>("--secret") { Description = "The app secret.", Required = true };
        var key = new Option<string>("--key") { Description = "An operator's key.", Required = true };
        var command = new Command(
            "latency",
            "Is the collector of a Bridge, and measures live delivery without and with a replay of all dead letters beside it."
        )
        {
            urls,
            target,
            secret,
            key,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                using var run = new LatencyCommand(
                    new Uri(result.GetRequiredValue(target)),
                    result.GetRequiredValue(secret),
                    result.GetRequiredValue(key)
                );
                using var collecting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var collector = LoadServer.RunAsync(
                    result.GetRequiredValue(urls),
                    app => app.MapPost("/v1/capture", run.TakeAsync),
                    collecting.Token
                );
                await run.MeasureAsync(cancellationToken);
                await collecting.CancelAsync();
                await collector;
            }
        );
        return command;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Prints, for each of the two, p50, p99 and the slowest in milliseconds; then dead letters and the seconds their replay took.
    /// </summary>
    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var posting = PostAsync(enough.Token);
        await Task.Delay(Settle, cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        await Task.Delay(Quiet, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var deadLetters = await ReplayAsync(cancellationToken);
        var end = Stopwatch.GetTimestamp();
        await Task.Delay(Settle, cancellationToken);
        await enough.CancelAsync();
        await posting;
        Console.WriteLine(
            $"{Summary(begin, start)} {Summary(start, end)} {deadLetters} {Volatile.Read(ref _replayed)} "
                + $"{Stopwatch.GetElapsedTime(start, end).TotalSeconds:F1}"
        );
    }

    private string Summary(long from, long to)
    {
        var times = _arrived.Where(one => one.PostedAt >= from && one.PostedAt < to).Select(one => one.Milliseconds).Order().ToList();
        return times.Count == 0 ? "- - -" : $"{times[times.Count / 2]:F0} {times[times.Count * 99 / 100]:F0} {times[^1]:F0}";
    }

    /// <returns>How many dead letters were delivered.</returns>
    private async Task<long> ReplayAsync(CancellationToken cancellationToken)
    {
        var plan = await PostAsync("api/dead-letters/plans", new JsonObject { ["all"] = true }, cancellationToken);
        var order = new JsonObject
        {
            ["snapshot"] = (string)plan["snapshot"]!,
            ["filter"] = new JsonObject { ["all"] = true },
        };
        var replay = await PostAsync("api/dead-letters/replays", order, cancellationToken);
        var watch = Stopwatch.StartNew();
        while ((string)replay["state"]! == "running")
        {
            if (watch.Elapsed > Longest)
            {
                throw new InvalidOperationException("The replay does not end.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            replay = (
                await _client.GetFromJsonAsync<JsonNode>(
                    new Uri(_bridge, $"api/dead-letters/replays/{(long)replay["id"]!}"),
                    cancellationToken
                )
            )!;
        }

        return (long)replay["delivered"]!;
    }

    private async Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri(_bridge, path), body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {text}");
    }

    /// <summary>Posts at an even pace, whatever the answers take.</summary>
    private async Task PostAsync(CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / Rate));
        var posts = new List<Task>();
        while (await NextAsync(timer, enough))
        {
            posts.Add(PostOneAsync());
        }

        await Task.WhenAll(posts);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken enough)
    {
        try
        {
            return await timer.WaitForNextTickAsync(enough);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task PostOneAsync()
    {
        var body = WebhookBodies.Text(_number += 2);
        var id = WebhookTranslator.Translate(body, DateTimeOffset.UnixEpoch, TranslationOptions.Default).Events.Single().Id;
        _posted[id] = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_bridge, "webhook/meta"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(_secret, body)));
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var batch = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var now = Stopwatch.GetTimestamp();
        foreach (var item in batch.RootElement.GetProperty("batch").EnumerateArray())
        {
            if (_posted.TryGetValue(item.GetProperty("context").GetProperty("eventId").GetGuid(), out var at))
            {
                _arrived.Add((at, Stopwatch.GetElapsedTime(at, now).TotalMilliseconds));
            }
            else
            {
                Interlocked.Increment(ref _replayed);
            }
        }
    }
}
