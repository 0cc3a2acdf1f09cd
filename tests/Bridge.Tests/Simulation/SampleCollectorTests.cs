using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Delivery;
using Bridge.Simulation.Collecting;
using Bridge.Support;

namespace Bridge.Simulation;

public class SampleCollectorTests
{
    private readonly ManualTime _time = new();
    private readonly HttpClient _client = new();

    [OneTimeTearDown]
    public void DisposeClient() => _client.Dispose();

    [Test]
    public async Task A_batch_is_taken_and_shown()
    {
        await using var collector = await StartAsync();

        var status = await CaptureAsync(collector, 1, 2);
        await CaptureAsync(collector, 2, 3);

        var totals = await GetAsync(collector, "/events/count");
        var events = await GetAsync(collector, "/events?limit=2");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            totals.ToJsonString(),
            Is.EqualTo("""{"events":3,"doubled":1,"turnedAway":0,"refused":0,"byName":{"message.read":3}}""")
        );
        Assert.That(
            events["events"]!.AsArray().Select(item => item!["context"]!["eventId"]!.GetValue<Guid>()),
            Is.EqualTo((Guid[])[Events.Numbered(2).Id, Events.Numbered(3).Id])
        );
    }

    [Test]
    public async Task Events_are_found_by_id_alone_many_at_once_and_by_their_members()
    {
        await using var collector = await StartAsync();
        await CaptureAsync(collector, 1, 2);
        await CaptureAsync(collector, 1);

        var one = await GetAsync(collector, $"/events/{Events.Numbered(1).Id}");
        using var none = await _client.GetAsync(new Uri($"{collector.Url}/events/{Guid.Empty}"));
        using var lookup = await _client.PostAsJsonAsync(
            new Uri(collector.Url + "/events/lookup"),
            new { ids = new[] { Events.Numbered(2).Id, Guid.Empty } }
        );
        var found = await GetAsync(collector, "/events?event=message.read&properties.messageId=wamid.2");

        Assert.That(
            (one["count"]!.GetValue<int>(), one["firstReceivedAt"]!.GetValue<DateTimeOffset>()),
            Is.EqualTo((2, _time.GetUtcNow()))
        );
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(
            JsonNode.Parse(await lookup.Content.ReadAsStringAsync())!["events"]!.AsArray().Single()!["eventId"]!.GetValue<Guid>(),
            Is.EqualTo(Events.Numbered(2).Id)
        );
        Assert.That(found["events"]!.AsArray().Single()!["properties"]!["messageId"]!.GetValue<string>(), Is.EqualTo("wamid.2"));
    }

    [Test]
    public async Task Only_the_latest_events_are_kept_whole_and_the_ids_of_all()
    {
        await using var collector = await StartAsync(settings => settings with { Keep = 2 });

        await CaptureAsync(collector, 1, 2, 3);

        Assert.That((await GetAsync(collector, "/events"))["events"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(collector.Taken.Find(Events.Numbered(1).Id), Is.Not.Null);
    }

    [TestCase("no JSON")]
    [TestCase("""{"batch":[]}""")]
    [TestCase("""{"batch":[{"type":"track"}]}""")]
    public async Task What_breaks_the_contract_is_refused(string body)
    {
        await using var collector = await StartAsync();

        var status = await PostAsync(collector, new StringContent(body));

        Assert.That((status, collector.Taken.Count, collector.Problems.Count > 0), Is.EqualTo((HttpStatusCode.BadRequest, 0L, true)));
    }

    [Test]
    public async Task Another_write_key_is_refused_and_without_one_every_key_will_do()
    {
        await using var strict = await StartAsync(settings => settings with { WriteKey = "another" });
        await using var open = await StartAsync(settings => settings with { WriteKey = null });

        Assert.That(
            (await CaptureAsync(strict, 1), await CaptureAsync(open, 1)),
            Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK))
        );
    }

    [Test]
    public async Task It_fails_for_as_long_as_planned_counted_from_the_first_batch()
    {
        await using var collector = await StartAsync(settings =>
            settings with
            {
                Outages =
                [
                    new Outage(503, TimeSpan.FromSeconds(30), TimeSpan.Zero),
                    new Outage(429, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)),
                ],
            }
        );
        var statuses = new List<int>();
        _time.Advance(TimeSpan.FromHours(1));

        foreach (var wait in (int[])[0, 29, 2, 28, 2, 9]) // at 0, 29, 31, 59, 61 and 70 s
        {
            _time.Advance(TimeSpan.FromSeconds(wait));
            statuses.Add((int)await CaptureAsync(collector, 1));
        }

        Assert.That(statuses, Is.EqualTo((int[])[503, 503, 200, 200, 429, 200]));
        Assert.That(collector.TurnedAway, Is.EqualTo(3));
    }

    [Test]
    public async Task It_fails_and_works_again_when_it_is_told_to()
    {
        await using var collector = await StartAsync();

        collector.Fail(HttpStatusCode.BadGateway);
        var failed = await CaptureAsync(collector, 1);
        collector.Recover();

        Assert.That((failed, await CaptureAsync(collector, 1)), Is.EqualTo((HttpStatusCode.BadGateway, HttpStatusCode.OK)));
    }

    [TestCase("event=message.read", HttpStatusCode.BadRequest)]
    [TestCase("properties.messageId=wamid.2", HttpStatusCode.BadRequest)]
    [TestCase("event=message.sent", HttpStatusCode.OK)]
    public async Task A_batch_that_holds_an_event_it_dislikes_is_refused_whole(string filter, HttpStatusCode status)
    {
        await using var collector = await StartAsync(settings => settings with { Refusals = [EventFilter.Parse(filter)!] });

        Assert.That(await CaptureAsync(collector, 1, 2), Is.EqualTo(status));
    }

    [Test]
    public async Task It_answers_as_late_as_it_is_told_to()
    {
        await using var collector = await StartAsync(settings => settings with { Latency = TimeSpan.FromMilliseconds(200) });

        var answer = CaptureAsync(collector, 1);
        await Eventually.HoldsAsync(() => _time.Timers.Contains(TimeSpan.FromMilliseconds(200)), "waiting");
        var isEarly = answer.IsCompleted;
        _time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.That((isEarly, await answer), Is.EqualTo((false, HttpStatusCode.OK)));
    }

    [Test]
    public async Task A_compressed_batch_is_taken_as_well()
    {
        await using var collector = await StartAsync();
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Batch(1)));
        }

        var status = await PostAsync(collector, new ByteArrayContent(compressed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } });

        Assert.That((status, collector.Taken.Count), Is.EqualTo((HttpStatusCode.OK, 1L)));
    }

    private static string Batch(params int[] numbers) =>
        $$"""{"batch":[{{string.Join(',', numbers.Select(number => Encoding.UTF8.GetString(Events.Numbered(number).Payload)))}}]}""";

    private async Task<SampleCollector> StartAsync(Func<CollectorSettings, CollectorSettings>? adjust = null)
    {
        var settings = new CollectorSettings("http://127.0.0.1:0", "key");
        var collector = new SampleCollector(adjust?.Invoke(settings) ?? settings, _time);
        await collector.StartAsync(CancellationToken.None);
        return collector;
    }

    private Task<HttpStatusCode> CaptureAsync(SampleCollector collector, params int[] numbers) =>
        PostAsync(collector, new StringContent(Batch(numbers)));

    private async Task<HttpStatusCode> PostAsync(SampleCollector collector, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, collector.Url + "/v1/capture") { Content = content };
        request.Headers.Add("X-Write-Key", "key");
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<JsonNode> GetAsync(SampleCollector collector, string path) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri(collector.Url + path)))!;
}
