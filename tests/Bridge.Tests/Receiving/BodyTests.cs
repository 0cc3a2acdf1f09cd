using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bridge.Support;

namespace Bridge.Receiving;

/// <summary>
/// The signature is checked over the very memory that is translated afterwards: a 200 says that it holds what was sent, byte for byte.
/// </summary>
public class BodyTests
{
    private const int FourMebibytes = 4 << 20;
    private readonly RecordingPublisher _publisher = new();
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() => _bridge = await RecordingPublisher.StartBridgeAsync(_publisher);

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [TestCase(1)]
    [TestCase(50)]
    [TestCase(1000)]
    public async Task Any_number_of_items_is_taken_in_at_once(int items)
    {
        var published = _publisher.Published.Count;

        using var response = await _bridge.SendAsync(SignedRequest.Create(WithStatuses(items)));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published + 1));
    }

    [TestCase("""{"object":"whatsapp_business_account","entry":[]}""")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}""")]
    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":["""
            + """],"statuses":[]}}]}]}"""
    )]
    public async Task Empty_arrays_are_answered_200(string body)
    {
        using var response = await _bridge.SendAsync(SignedRequest.Create(body));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(3_000_000, false)]
    [TestCase(3_000_000, true)]
    [TestCase(FourMebibytes, false)]
    [TestCase(FourMebibytes, true)]
    [TestCase(1, true)]
    [TestCase(4096, true)]
    [TestCase(4097, true)]
    public async Task A_body_up_to_four_mebibytes_is_accepted_with_or_without_its_length(int length, bool chunked)
    {
        using var response = await _bridge.SendAsync(OfLength(length, chunked));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(FourMebibytes + 1, false)]
    [TestCase(FourMebibytes + 1, true)]
    [TestCase(5 << 20, true)]
    public async Task A_longer_body_is_answered_413_with_or_without_its_length(int length, bool chunked)
    {
        var published = _publisher.Published.Count;

        using var response = await _bridge.SendAsync(OfLength(length, chunked));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published));
    }

    [Test]
    public async Task A_body_in_single_bytes_is_put_together()
    {
        var body = Encoding.UTF8.GetBytes(WithStatuses(1));
        using var connection = await RawConnection.OpenAsync(_bridge.Address);
        await connection.WriteAsync(
            "POST /webhook/meta HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n"
                + $"X-Hub-Signature-256: {SignedRequest.Sign(body)}\r\n\r\n"
        );

        foreach (var single in body)
        {
            await connection.WriteAsync([(byte)'1', (byte)'\r', (byte)'\n', single, (byte)'\r', (byte)'\n']);
        }

        await connection.WriteAsync("0\r\n\r\n");
        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task A_compressed_body_is_verified_as_it_came_and_kept_instead_of_refused()
    {
        var published = _publisher.Published.Count;
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(WithStatuses(1)));
        }

        var request = SignedRequest.Create(compressed.ToArray());
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await _bridge.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published + 1));
    }

    [Test]
    public async Task Pooled_memory_of_one_request_never_shows_in_another()
    {
        var bodies = Enumerable
            .Range(0, 300)
            .Select(number => $"{{\"number\":{number},\"filler\":\"{new string((char)('a' + (number % 26)), number * 97)}\"}}");

        var answers = await Task.WhenAll(
            bodies.Select(async body =>
            {
                using var response = await _bridge.SendAsync(SignedRequest.Create(body));
                return response.StatusCode;
            })
        );

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("5\r\n{}\r\n0\r\n\r\n", TestName = "A_chunk_of_another_size_than_it_says_is_a_bad_request")]
    [TestCase("zz\r\n{}\r\n0\r\n\r\n", TestName = "A_chunk_without_a_size_is_a_bad_request")]
    public async Task Broken_chunks(string body)
    {
        using var connection = await RawConnection.OpenAsync(_bridge.Address);

        await connection.WriteAsync(
            "POST /webhook/meta HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n"
                + $"X-Hub-Signature-256: {SignedRequest.Sign("{}"u8.ToArray())}\r\n\r\n{body}"
        );

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 400 "));
    }

    private static string WithStatuses(int items)
    {
        var statuses = string.Join(
            ',',
            Enumerable
                .Range(0, items)
                .Select(item => $$"""{"id":"wamid.{{item}}","status":"delivered","timestamp":"1767261600","recipient_id":"254712345678"}""")
        );
        return """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":"""
            + $$$"""{"phone_number_id":"2"},"statuses":[{{{statuses}}}]}}]}]}""";
    }

    private static HttpRequestMessage OfLength(int length, bool chunked)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var request = SignedRequest.Create(body);
        if (chunked)
        {
            request.Headers.TransferEncodingChunked = true;
            request.Content = new StreamContent(new MemoryStream(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        return request;
    }
}
