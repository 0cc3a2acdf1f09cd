using System.IO.Compression;
using System.Net;
using System.Text;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>What somebody with a key can do to Bridge by what he posts: nothing.</summary>
public class CaptureBodyTests
{
    private const int Most = 512 * 1024;
    private readonly RecordingPublisher _publisher = new();
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        _bridge = await RecordingPublisher.StartBridgeAsync(
            _publisher,
            new(CapturePost.Settings) { ["Capture:Keys:crm:RatePerSecond"] = "100000" }
        );

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [TearDown]
    public void Forget()
    {
        Assert.That(_bridge.Services.GetRequiredService<BytesInFlight>().Reserved, Is.Zero, "no memory stays taken");
        _publisher.Forget();
    }

    [TestCase(500, HttpStatusCode.OK)]
    [TestCase(501, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase(2000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_batch_holds_up_to_500_events(int events, HttpStatusCode expected)
    {
        var (status, answer) = await PostAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Events(events))));

        Assert.That(status, Is.EqualTo(expected), answer);
        Assert.That(_publisher.Published.Sum(items => items.Events), Is.EqualTo(expected == HttpStatusCode.OK ? events : 0));
    }

    [Test]
    public async Task Ten_thousand_tiny_events_are_refused_as_a_whole()
    {
        var (status, answer) = await PostAsync(
            CapturePost.Create($$"""{"batch":[{{string.Join(',', Enumerable.Repeat("1", 10_000))}}]}""")
        );

        Assert.That(status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(answer, Does.Contain("more than 500 events"));
    }

    [TestCase(0, false, HttpStatusCode.OK)]
    [TestCase(1, false, HttpStatusCode.RequestEntityTooLarge)]
    [TestCase(0, true, HttpStatusCode.OK)]
    [TestCase(1, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_has_up_to_512_KiB_however_its_length_is_told(int above, bool chunked, HttpStatusCode expected)
    {
        var body = CapturePost.Batch(CapturePost.Event());
        var request = CapturePost.Create(body.PadRight(Most + above));
        request.Headers.TransferEncodingChunked = chunked;

        var (status, _) = await PostAsync(request);

        Assert.That(status, Is.EqualTo(expected));
    }

    [TestCase(0, HttpStatusCode.OK)]
    [TestCase(1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Compressed_it_is_measured_when_it_is_decompressed(int above, HttpStatusCode expected)
    {
        var body = CapturePost.Batch(CapturePost.Event()).PadRight(Most + above);

        var (status, _) = await PostAsync(Compressed(Gzip(Encoding.UTF8.GetBytes(body))));

        Assert.That(status, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_bomb_is_refused_at_the_bound()
    {
        var bomb = Gzip(new byte[64 << 20]);
        Assert.That(bomb, Has.Length.LessThan(Most), "small enough to be let in");

        var (status, _) = await PostAsync(Compressed(bomb));

        Assert.That(status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task What_is_no_gzip_or_ends_in_the_middle_is_400()
    {
        var good = Gzip(Encoding.UTF8.GetBytes(CapturePost.Batch(CapturePost.Event())));

        Assert.That((await PostAsync(Compressed([1, 2, 3]))).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await PostAsync(Compressed(good[..20]))).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await PostAsync(Compressed([]))).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_publisher.Published, Is.Empty);
    }

    [Test]
    public async Task Other_ways_to_compress_are_415()
    {
        var (status, answer) = await PostAsync(Compressed([1], "br"));

        Assert.That(status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(answer, Does.Contain("gzip"));
    }

    [Test]
    public async Task An_event_has_up_to_32_000_bytes()
    {
        var fits = Padded(32_000);
        var tooLarge = Padded(32_001);

        Assert.That((await PostAsync(CapturePost.Create(CapturePost.Batch(fits)))).Status, Is.EqualTo(HttpStatusCode.OK));
        var (status, answer) = await PostAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event(), tooLarge)));
        Assert.That(status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(answer, Does.Contain("batch[1] has more than 32000 bytes"));
        Assert.That(_publisher.Published, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_body_that_never_ends_is_408_when_its_time_is_over()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new RecordingPublisher(),
            CapturePost.Settings,
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        using var connection = await RawConnection.OpenAsync(bridge.Address);
        await connection.WriteAsync(
            $"POST /v1/capture HTTP/1.1\r\nHost: b\r\nX-Write-Key: {CapturePost.Key}\r\nContent-Length: 1000\r\n\r\n{{\"batch\":["
        );
        await Eventually.HoldsAsync(() => bridge.Services.GetRequiredService<BytesInFlight>().Reserved > 0, "it is being read");

        clock.Advance(TimeSpan.FromSeconds(15));

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 408 "));
    }

    [Test]
    public async Task Nothing_of_a_body_is_read_for_a_wrong_key()
    {
        using var connection = await RawConnection.OpenAsync(_bridge.Address);

        await connection.WriteAsync("POST /v1/capture HTTP/1.1\r\nHost: b\r\nX-Write-Key: no\r\nContent-Length: 1000\r\n\r\n{");

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 401 "));
    }

    [TestCase("1e400")]
    [TestCase("-1e-400")]
    [TestCase("123456789012345678901234567890123456789012345678901234567890")]
    [TestCase("0.1000000000000000055511151231257827")]
    public async Task Numbers_pass_as_they_are_written(string number)
    {
        var (status, _) = await PostAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event("a.b", $$"""{"n":{{number}}}"""))));

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(PublishedText(), Does.Contain($"\"n\":{number}"));
    }

    [TestCase("1e400")]
    [TestCase("1e19")]
    [TestCase("-1")]
    public async Task Numbers_that_a_rule_limits_are_wrong_outside_of_it(string number)
    {
        var resolved = CapturePost.Event("chat.resolved", $$"""{"chatId":"c","messageCount":{{number}}}""");

        var (_, answer) = await PostAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event(), resolved)));

        Assert.That(answer, Does.Contain("""{"index":1,"path":"properties.messageCount","problem":"must be a whole number, 0 or more"}"""));
    }

    [Test]
    public async Task Deep_nests_are_not_JSON()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 20_000));

        var (status, _) = await PostAsync(CapturePost.Create($$"""{"batch":[{"type":{{deep}}"""));

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("""{"chatId":"c","chatId":7}""", "properties.chatId")]
    [TestCase("""{"chatId":"c","\u0063hatId":"c"}""", "properties.chatId")]
    [TestCase("""{"chatId":"c","deep":[{"a":{"b":1,"b":2}}]}""", "properties.deep.a.b")]
    public async Task A_member_that_stands_there_twice_is_wrong_because_two_readers_would_read_two_things(string properties, string path)
    {
        var twice = CapturePost.Event(properties: properties);

        var (_, answer) = await PostAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event("a.b"), twice)));

        Assert.That(answer, Does.Contain($$""""path":"{{path}}","problem":"stands there twice""""));
    }

    [Test]
    public async Task What_is_no_text_becomes_text()
    {
        var body = Encoding.UTF8.GetBytes(
            CapturePost.Batch(CapturePost.Event("a.b", """{"half":"\ud83d","zero":"\u0000","whole":"\ud83d\ude00","\udc00":1,"raw":"?"}"""))
        );
        body[Array.LastIndexOf(body, (byte)'?')] = 0xff;

        var (status, answer) = await PostAsync(CapturePost.Create(body));

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        Assert.That(
            PublishedText(),
            Does.EndWith(
                "\"properties\":{\"half\":\"\uFFFD\",\"zero\":\"\uFFFD\",\"whole\":\"\\uD83D\\uDE00\",\"\uFFFD\":1,\"raw\":\"\uFFFD\"}}"
            )
        );
    }

    private string PublishedText() => Encoding.UTF8.GetString(_publisher.Published.Last().Read()[0].Payload.Span);

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(HttpRequestMessage request)
    {
        using var response = await _bridge.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Padded(int bytes)
    {
        var small = CapturePost.Event("a.b", """{"text":""}""");
        return small.Replace("\"text\":\"\"", $"\"text\":\"{new string('x', bytes - small.Length)}\"", StringComparison.Ordinal);
    }

    private static HttpRequestMessage Compressed(byte[] body, string encoding = "gzip")
    {
        var request = CapturePost.Create(body);
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }
}
