using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Journal;

/// <summary>A message is found again through a running Bridge: over its API, on its page and by what is typed.</summary>
[TestFixture]
internal sealed class TraceTests
{
    private OpsRig _rig = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await OpsRig.StartAsync();
        await _rig.Bridge.PostAsync(new TextWebhook(1));
        await Eventually.HoldsAsync(() => _rig.Collector.Taken.ContainsKey(new TextWebhook(1).Id), "delivered");
        await Eventually.HoldsAsync(
            async () => (await TypeAsync("wamid.1")).Output.Contains("delivered", StringComparison.Ordinal),
            "the journal has it"
        );
    }

    [OneTimeTearDown]
    public ValueTask Stop() => _rig.DisposeAsync();

    [Test]
    public async Task The_api_tells_an_operator_where_it_went_and_which_event_it_is()
    {
        var (status, body) = await GetAsync("/api/trace?id=wamid.1", OpsRole.Operator);

        var told = body["events"]!.AsArray().Single(one => $"{one!["event"]}" == "message.received")!;
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(($"{told["eventId"]}", $"{told["state"]}"), Is.EqualTo(($"{new TextWebhook(1).Id}", "delivered")));
        Assert.That($"{told["steps"]![0]!["address"]}", Is.EqualTo(_rig.Collector.Url.Authority));
        Assert.That($"{told["steps"]![0]!["status"]}", Is.EqualTo("200"));
    }

    [Test]
    public async Task A_viewer_is_told_the_same_without_the_id_and_refused_when_searching_for_a_person()
    {
        var (_, body) = await GetAsync("/api/trace?id=wamid.1", OpsRole.Viewer);
        var (refused, problem) = await GetAsync("/api/trace?id=%2B254712345678", OpsRole.Viewer);

        Assert.That(body["events"]!.AsArray().Select(told => told!["eventId"]), Is.All.Null);
        Assert.That(body["events"]!.AsArray().Select(told => $"{told!["event"]}"), Has.Member("message.received"));
        Assert.That(refused, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That($"{problem["detail"]}", Does.StartWith("Only operators may search for people, events"));
    }

    [TestCase("/api/trace", "id is missing.")]
    [TestCase("/api/trace?id=ab", "Name a message (wamid), an event id, or a person, in 5 to 500 characters.")]
    public async Task What_cannot_be_an_id_is_400(string address, string sentence)
    {
        var (status, problem) = await GetAsync(address, OpsRole.Operator);

        Assert.That((status, $"{problem["detail"]}"), Is.EqualTo((HttpStatusCode.BadRequest, sentence)));
    }

    [Test]
    public async Task The_page_has_a_field_that_leads_to_the_story()
    {
        using var olga = await _rig.VisitAsync(OpsRole.Operator);

        var overview = await olga.GetAsync("/ops");
        var story = await olga.GetAsync("/ops/trace?id=wamid.1");

        Assert.That(overview.Text, Does.Contain("action=\"/ops/trace\""));
        Assert.That(story.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            story.Text,
            Does.Contain("message.received").And.Contain(_rig.Collector.Url.Authority).And.Contain($"{new TextWebhook(1).Id}")
        );
    }

    [Test]
    public async Task Who_types_it_reads_when_it_came_and_where_it_went()
    {
        var (exitCode, output, _) = await TypeAsync("wamid.1");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Match(@"(?m)^message\.received  delivered  [0-9a-f-]{36}$"));
        Assert.That(output, Does.Match(@"(?m)^  [0-9: Z-]+  received$"));
        Assert.That(output, Does.Contain($"delivered to default ({_rig.Collector.Url.Authority}), status 200, 1 attempt"));
    }

    [Test]
    public async Task Typed_for_a_script_it_is_json_and_what_nobody_knows_ends_with_1()
    {
        var known = await TypeAsync("wamid.1", "--json");
        var unknown = await TypeAsync("wamid.unheardof");

        Assert.That($"{JsonNode.Parse(known.Output)!["events"]![0]!["steps"]![0]!["status"]}", Is.EqualTo("200"));
        Assert.That((unknown.ExitCode, unknown.Output), Is.EqualTo((1, unknown.Output)));
        Assert.That(unknown.Output, Does.StartWith("Bridge knows nothing of it"));
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string address, OpsRole role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OpsRig.KeyOf(role));
        using var answer = await _rig.Bridge.Client.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private Task<(int ExitCode, string Output, string Error)> TypeAsync(params string[] arguments) =>
        Typed.RunAsync(["trace", .. arguments, "--server", $"{_rig.Bridge.Address}", "--key", OpsRig.KeyOf(OpsRole.Operator)]);
}
