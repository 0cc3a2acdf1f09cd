using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Support;
using NJsonSchema;

namespace Bridge.Receiving;

public partial class CaptureDocumentTests
{
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() => _bridge = await RecordingPublisher.StartBridgeAsync(new RecordingPublisher(), CapturePost.Settings);

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [Test]
    public async Task The_document_says_what_the_door_does()
    {
        var document = JsonNode.Parse(await _bridge.Client.GetStringAsync("/openapi/v1.json"))!;

        var post = document["paths"]!["/v1/capture"]!["post"]!;
        Assert.That(
            post["responses"]!.AsObject().Select(answer => answer.Key),
            Is.EqualTo(["200", "400", "401", "408", "413", "415", "429", "503"])
        );
        foreach (var (_, example) in post["requestBody"]!["content"]!["application/json"]!["examples"]!.AsObject())
        {
            using var answer = await _bridge.SendAsync(CapturePost.Create(example!["value"]!.ToJsonString(), "?strict=true"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Its_schemas_take_the_guides_examples_and_refuse_what_the_door_refuses()
    {
        var document = JsonNode.Parse(await _bridge.Client.GetStringAsync("/openapi/v1.json"))!;
        var schemas = document["components"]!["schemas"]!;
        var item = await JsonSchema.FromJsonAsync(schemas["Event"]!.ToJsonString());

        foreach (var (_, name, example) in CaptureGuides.All)
        {
            Assert.That(item.Validate(example), Is.Empty, name);
            var properties = await JsonSchema.FromJsonAsync(schemas[$"{name}.properties"]!.ToJsonString());
            Assert.That(properties.Validate(JsonNode.Parse(example)!["properties"]!.ToJsonString()), Is.Empty, name);
        }

        Assert.That(item.Validate(CapturePost.Event().Replace("+254712345678", "0712", StringComparison.Ordinal)), Is.Not.Empty);
        Assert.That(item.Validate(CapturePost.Event("Message Sent")), Is.Not.Empty);
    }

    [Test]
    public async Task The_page_to_try_it_loads_from_Bridge_alone_and_runs_nothing_of_the_addresss()
    {
        var page = await _bridge.Client.GetStringAsync(
            "/openapi/index.html?url=https://evil.example/x.json&configUrl=https://evil.example"
        );
        using var answer = await _bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/openapi/index.html"));

        Assert.That(
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            Does.Contain("script-src 'self';").And.Contain("default-src 'none'")
        );
        Assert.That(page, Does.Not.Contain("evil").And.Not.Contain("<script>"));
        foreach (var address in Loaded().Matches(page).Select(match => match.Groups["address"].Value))
        {
            using var part = await _bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/openapi/" + address));
            Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.OK), address);
        }
    }

    [Test]
    public async Task Nothing_in_them_is_secret()
    {
        var seen = await _bridge.Client.GetStringAsync("/openapi/v1.json") + await _bridge.Client.GetStringAsync("/openapi/index.js");

        Assert.That(
            seen,
            Does.Not.Contain(CapturePost.Key).And.Not.Contain(SignedRequest.Secret).And.Not.Contain("write-key-of-the-tests")
        );
        Assert.That(seen, Does.Not.Contain("/webhook").And.Not.Contain("/api/"));
    }

    [TestCase("/openapi/v1.json")]
    [TestCase("/openapi/index.html")]
    [TestCase("/openapi/index.js")]
    [TestCase("/openapi")]
    public async Task They_are_there_only_while_somebody_may_post(string address)
    {
        await using var closed = await RecordingPublisher.StartBridgeAsync(new RecordingPublisher());

        using var answer = await closed.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loaded();
}
