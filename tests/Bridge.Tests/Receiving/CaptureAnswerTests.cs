using System.Net;
using System.Text;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Receiving;

public class CaptureAnswerTests
{
    private static readonly string WithoutUser = CapturePost.Event().Replace("\"userId\":\"+254712345678\",", "", StringComparison.Ordinal);
    private readonly RecordingPublisher _publisher = new();
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() => _bridge = await StartBridgeAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [TearDown]
    public void Forget() => _publisher.Forget();

    [Test]
    public async Task One_wrong_event_harms_no_other_and_the_answer_says_which_and_why()
    {
        var (status, answer) = await PostAsync(CapturePost.Batch(CapturePost.Event("a.b"), WithoutUser, CapturePost.Event("c.d")));

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            answer.GetRawText(),
            Is.EqualTo("""{"accepted":2,"duplicates":0,"rejected":[{"index":1,"path":"userId","problem":"is missing"}]}""")
        );
        var items = Published();
        Assert.That(items.Select(item => item.Name), Is.EqualTo(["a.b", "c.d", "chat.assigned"]));
        Assert.That(items[2].Kind, Is.EqualTo(IntakeKind.Invalid));
        Assert.That(items[2].Reason, Is.EqualTo("userId is missing"));
        Assert.That(Encoding.UTF8.GetString(items[2].Payload.Span), Does.Contain(WithoutUser).And.Contain("\"name\":\"crm\""));
    }

    [Test]
    public async Task Everything_that_is_wrong_with_an_event_is_said()
    {
        var (_, answer) = await PostAsync(CapturePost.Batch(CapturePost.Event(), """{"type":"track","event":"A","context":{}}"""));

        var rejected = answer.GetProperty("rejected")[0];
        Assert.That(rejected.GetProperty("path").GetString(), Is.EqualTo("event"));
        Assert.That(
            rejected.GetProperty("also").EnumerateArray().Select(also => also.GetProperty("path").GetString()),
            Is.EqualTo(["userId", "properties", "context.channel"])
        );
    }

    [Test]
    public async Task An_event_that_a_batch_holds_twice_is_one()
    {
        var (_, answer) = await PostAsync(CapturePost.Batch(CapturePost.Event(), CapturePost.Event(), CapturePost.Event("a.b")));

        Assert.That(answer.GetRawText(), Is.EqualTo("""{"accepted":2,"duplicates":1,"rejected":[]}"""));
        Assert.That(Published(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_will_not_leave_is_told_at_once_with_its_index_and_the_rule()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            _publisher,
            new(CapturePost.Settings) { ["Events:Forward"] = "core" }
        );
        var body = CapturePost.Batch(CapturePost.Event("a.b"), CapturePost.Event(), """{"type":"page","userId":"x"}""");

        using var response = await bridge.SendAsync(CapturePost.Create(body));

        Assert.That(
            (await response.ReadAsync()).GetRawText(),
            Is.EqualTo(
                """{"accepted":1,"duplicates":0,"rejected":[],"dropped":"""
                    + """[{"index":0,"rule":"not_forwarded","hint":"Events:Forward does not name a.b: add it, a.* or all."},"""
                    + """{"index":2,"rule":"not_track"}]}"""
            )
        );
        Assert.That(
            Published().Select(item => item.Name),
            Is.EqualTo(["a.b", "chat.assigned"]),
            "they may move a conversation all the same"
        );
    }

    [Test]
    public async Task Calls_of_Segment_that_are_no_track_events_are_dropped_by_a_rule_and_nothing_is_wrong_with_them()
    {
        string[] calls =
        [
            """{"type":"identify","userId":"x","traits":{}}""",
            """{"type":"page","userId":"x"}""",
            """{"type":"screen","userId":"x"}""",
            """{"type":"group","userId":"x","groupId":"y"}""",
            """{"type":"alias","userId":"x","previousId":"y"}""",
        ];

        var (status, answer) = await PostAsync(CapturePost.Batch(calls));

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.GetProperty("accepted").GetInt32(), Is.Zero);
        Assert.That(answer.GetProperty("rejected").GetArrayLength(), Is.Zero);
        Assert.That(
            answer.GetProperty("dropped").EnumerateArray().Select(dropped => dropped.GetRawText()),
            Is.EqualTo(Enumerable.Range(0, 5).Select(index => $$"""{"index":{{index}},"rule":"not_track"}"""))
        );
    }

    [Test]
    public async Task Strict_is_all_or_nothing()
    {
        var (status, answer) = await PostAsync(CapturePost.Batch(CapturePost.Event(), WithoutUser), "?strict=true");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.GetProperty("error").GetString(), Does.Contain("all or nothing"));
        Assert.That(answer.GetProperty("accepted").GetInt32(), Is.Zero);
        Assert.That(answer.GetProperty("rejected")[0].GetProperty("index").GetInt32(), Is.EqualTo(1));
        Assert.That(_publisher.Published, Is.Empty);
    }

    [Test]
    public async Task A_dry_run_answers_the_same_and_stores_nothing()
    {
        var (status, answer) = await PostAsync(CapturePost.Batch(CapturePost.Event(), WithoutUser), "?dryRun=true");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.GetProperty("accepted").GetInt32(), Is.EqualTo(1));
        Assert.That(answer.GetProperty("rejected").GetArrayLength(), Is.EqualTo(1));
        Assert.That(_publisher.Published, Is.Empty);
    }

    [TestCase("", "the body is not JSON")]
    [TestCase("batch", "the body is not JSON")]
    [TestCase("{\"batch\":[{}]}x", "the body is not JSON")]
    [TestCase("[]", "batch is missing")]
    [TestCase("{}", "batch is missing")]
    [TestCase("{\"batch\":{}}", "batch is missing")]
    [TestCase("{\"batch\":null}", "batch is missing")]
    [TestCase("{\"batch\":[]}", "batch is empty")]
    [TestCase("{\"batch\":[],\"batch\":[1]}", "batch stands there twice")]
    [TestCase("{\"batch\":[{}]}", "no event of the batch is acceptable")]
    [TestCase("{\"batch\":[1,null,\"x\",[]]}", "no event of the batch is acceptable")]
    public async Task What_is_no_batch_is_400_and_nothing_is_stored(string body, string problem)
    {
        var (status, answer) = await PostAsync(body);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.GetProperty("error").GetString(), Does.Contain(problem));
        Assert.That(_publisher.Published, Is.Empty);
    }

    [Test]
    public async Task A_mode_that_is_neither_true_nor_false_is_400()
    {
        var (status, _) = await PostAsync(CapturePost.Batch(CapturePost.Event()), "?strict=perhaps");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_publisher.Published, Is.Empty);
    }

    [TestCase(PublishResult.SpoolFull)]
    [TestCase(PublishResult.BrokerUnavailable)]
    [TestCase(PublishResult.Overloaded)]
    [TestCase(PublishResult.StorageUnavailable)]
    public async Task What_could_not_be_stored_is_503_with_the_time_to_come_back(object result)
    {
        _publisher.Answer = _ => Task.FromResult((PublishResult)result);

        using var response = await _bridge.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event())));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task The_unexpected_is_503_and_logged_without_what_it_says()
    {
        await using var bridge = await StartBridgeAsync();
        _publisher.Answer = _ => throw new InvalidCastException("about 254712345678");

        using var response = await bridge.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event())));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(bridge.Logs, Has.Some.Contain(nameof(InvalidCastException)).And.None.Contain("254712345678"));
    }

    [Test]
    public async Task No_line_of_the_log_holds_a_key_or_what_was_posted()
    {
        var body = CapturePost.Batch(CapturePost.Event(), WithoutUser.Replace("agent_456", "Maria", StringComparison.Ordinal));

        await using var bridge = await StartBridgeAsync();

        await PostAsync(bridge, body);
        await PostAsync(bridge, body, "?strict=true");
        await PostAsync(bridge, body[..^1]);

        Assert.That(bridge.Logs, Has.Some.Contain("/v1/capture"));
        Assert.That(bridge.Logs, Has.None.Contain(CapturePost.Key).And.None.Contain("Maria").And.None.Contain("254712345678"));
    }

    private Task<BridgeHost> StartBridgeAsync() =>
        RecordingPublisher.StartBridgeAsync(_publisher, new(CapturePost.Settings) { ["Events:Forward"] = "all" });

    private Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body, string query = "") => PostAsync(_bridge, body, query);

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(BridgeHost bridge, string body, string query = "")
    {
        using var response = await bridge.SendAsync(CapturePost.Create(body, query));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        return (response.StatusCode, await response.ReadAsync());
    }

    private IReadOnlyList<BatchItem> Published() => _publisher.Published.Single().Read();
}
