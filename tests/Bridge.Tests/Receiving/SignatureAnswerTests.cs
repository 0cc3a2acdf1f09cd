using System.Net;
using System.Text;
using Bridge.Support;

namespace Bridge.Receiving;

public class SignatureAnswerTests
{
    private const string Escaped =
        """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[],"name":"\u00e4\u00f6\/ 254712345678"}]}""";
    private const string Utf8 = """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[],"name":"äö/ 254712345678"}]}""";
    private const string Reserialised =
        """{ "object": "whatsapp_business_account", "entry": [ { "id": "1", "changes": [], "name": "\u00e4\u00f6\/ 254712345678" } ] }""";
    private const string PreviousSecret = "previous-secret-of-the-tests";

    private readonly RecordingPublisher _publisher = new();
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        _bridge = await RecordingPublisher.StartBridgeAsync(
            _publisher,
            new() { ["Meta:AppSecrets:1"] = PreviousSecret, ["Receiving:MaxRefusalsPerMinute"] = "1000000" }
        );

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    private static IEnumerable<TestCaseData> Refused()
    {
        var body = Encoding.UTF8.GetBytes(Escaped);
        var good = SignedRequest.Sign(body);
        var digits = good["sha256=".Length..];
        return new (string Name, byte[] Body, string[] Headers)[]
        {
            ("no header", body, []),
            ("empty header", body, [""]),
            ("no body and no header", [], []),
            ("signed empty body", [], [SignedRequest.Sign([])]),
            ("sha1", body, ["sha1=" + digits[..40]]),
            ("sha1 prefix before the right digits", body, ["sha1=" + digits]),
            ("no prefix", body, [digits]),
            ("63 digits", body, [good[..^1]]),
            ("65 digits", body, [good + "0"]),
            ("not hex", body, [good[..^1] + "g"]),
            ("the same header twice", body, [good, good]),
            ("two values in one header", body, [good + ", " + good]),
            ("space inside", body, ["sha256= " + digits]),
            ("shortened", body, ["sha256=" + digits[..32]]),
            ("another secret", body, [SignedRequest.Sign(body, "another secret")]),
            ("blank secret", body, [SignedRequest.Sign(body, "")]),
            ("signature of another body", body, [SignedRequest.Sign("{}"u8.ToArray())]),
            ("JSON written anew", Encoding.UTF8.GetBytes(Reserialised), [good]),
            ("escapes against UTF-8", Encoding.UTF8.GetBytes(Utf8), [good]),
        }.Select(request => new TestCaseData(request.Body, request.Headers).SetArgDisplayNames(request.Name));
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Every_refusal_looks_the_same_from_outside(byte[] body, string[] headers)
    {
        var published = _publisher.Published.Count;

        var answer = await DescribeAsync(SignedRequest.WithHeader(body, headers));

        Assert.That(answer, Does.Match("^401 X-Trace-Id=[0-9a-f]{32} Content-Length=0; body: \"\"$"));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published));
    }

    private static IEnumerable<TestCaseData> Accepted()
    {
        var body = Encoding.UTF8.GetBytes(Escaped);
        return new (string Name, byte[] Body, string Header)[]
        {
            ("as Meta sends it", body, SignedRequest.Sign(body)),
            ("upper-case digits", body, "sha256=" + SignedRequest.Sign(body)["sha256=".Length..].ToUpperInvariant()),
            ("the previous secret", body, SignedRequest.Sign(body, PreviousSecret)),
            ("UTF-8 signed as UTF-8", Encoding.UTF8.GetBytes(Utf8), SignedRequest.Sign(Encoding.UTF8.GetBytes(Utf8))),
            ("not JSON at all", [0, 255, 10, 13], SignedRequest.Sign([0, 255, 10, 13])),
        }.Select(request => new TestCaseData(request.Body, request.Header).SetArgDisplayNames(request.Name));
    }

    [TestCaseSource(nameof(Accepted))]
    public async Task What_Meta_signed_is_stored_and_answered_200(byte[] body, string header)
    {
        var published = _publisher.Published.Count;

        var answer = await DescribeAsync(SignedRequest.WithHeader(body, header));

        Assert.That(answer, Is.EqualTo("200 Content-Length=0; body: \"\""));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published + 1));
    }

    [Test]
    public async Task White_space_around_the_header_is_HTTPs_and_not_the_signatures()
    {
        var body = "{}"u8.ToArray();
        using var connection = await RawConnection.OpenAsync(_bridge.Address);

        await connection.WriteAsync(
            "POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n"
                + $"X-Hub-Signature-256:  {SignedRequest.Sign(body)} \t\r\n\r\n{{}}"
        );

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task A_header_that_cannot_be_right_is_refused_without_waiting_for_the_body()
    {
        using var connection = await RawConnection.OpenAsync(_bridge.Address);

        await connection.WriteAsync(
            "POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: 1000000\r\nX-Hub-Signature-256: sha1=0\r\n\r\n"
        );

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 401 "));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("nonsense")]
    public async Task A_signed_body_is_accepted_under_any_content_type(string contentType)
    {
        var request = SignedRequest.Create("{}");
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await _bridge.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    [TestCase("HEAD")]
    public async Task Other_methods_are_answered_405(string method)
    {
        using var response = await _bridge.SendAsync(new HttpRequestMessage(new HttpMethod(method), SignedRequest.Path));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task The_log_names_each_cause_and_holds_no_secret_no_signature_and_nothing_of_the_body()
    {
        var body = Encoding.UTF8.GetBytes(Escaped);
        foreach (
            var headers in new string[][] { [], ["sha1=0123"], [SignedRequest.Sign(body, "another secret")], [SignedRequest.Sign(body)] }
        )
        {
            using var response = await _bridge.SendAsync(SignedRequest.WithHeader(body, headers));
        }

        using var empty = await _bridge.SendAsync(SignedRequest.WithHeader([], SignedRequest.Sign([])));

        var log = string.Join('\n', _bridge.Logs);
        Assert.Multiple(() =>
        {
            Assert.That(log, Does.Contain("signature: Missing"));
            Assert.That(log, Does.Contain("signature: Malformed"));
            Assert.That(log, Does.Contain("signature: EmptyBody"));
            Assert.That(log, Does.Contain("whose signature is wrong"));
            Assert.That(log, Does.Not.Contain(SignedRequest.Secret));
            Assert.That(log, Does.Not.Contain(PreviousSecret));
            Assert.That(log, Does.Not.Contain(SignedRequest.VerifyToken));
            Assert.That(log, Does.Not.Contain(SignedRequest.Sign(body)["sha256=".Length..]).IgnoreCase);
            Assert.That(log, Does.Not.Contain(SignedRequest.Sign(body, "another secret")["sha256=".Length..]).IgnoreCase);
            Assert.That(log, Does.Not.Contain("254712345678"));
            Assert.That(log, Does.Not.Contain("sha1=0123"));
        });
    }

    /// <summary>All of an answer but its time.</summary>
    private async Task<string> DescribeAsync(HttpRequestMessage request)
    {
        using var response = await _bridge.SendAsync(request);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}={string.Join(',', header.Value)}");
        return $"{(int)response.StatusCode} {string.Join(' ', headers)}; body: \"{await response.Content.ReadAsStringAsync()}\"";
    }
}
