using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Receiving;
using Bridge.Support;

namespace Bridge.Telemetry;

/// <summary>Who is given an error is given an id by which the operator finds the log line.</summary>
[TestFixture]
internal sealed class ErrorTraceTests
{
    private OpsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await OpsRig.StartAsync(CapturePost.Settings);

    [TearDown]
    public ValueTask Stop() => _rig.DisposeAsync();

    [Test]
    public async Task A_webhook_with_a_wrong_signature_is_found_in_the_log_by_what_its_answer_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook/meta") { Content = new StringContent("{}") };
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + new string('0', 64));

        using var answer = await _rig.Bridge.Client.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        Assert.That(LinesWith(IdOf(answer)), Is.Not.Empty);
    }

    [Test]
    public async Task A_refused_handshake_is_found_too()
    {
        using var answer = await _rig.Bridge.Client.GetAsync("/webhook/meta?hub.mode=subscribe&hub.verify_token=no&hub.challenge=1");

        Assert.That((int)answer.StatusCode, Is.EqualTo(403));
        Assert.That(LinesWith(IdOf(answer)), Is.Not.Empty);
    }

    [Test]
    public async Task A_refused_capture_says_the_id_in_its_body_too()
    {
        using var content = new StringContent("""{"batch":[]}""", Encoding.UTF8, "application/json");

        using var answer = await _rig.Bridge.Client.PostAsync("/v1/capture", content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        Assert.That($"{JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["traceId"]}", Is.EqualTo(IdOf(answer)));
        Assert.That(LinesWith(IdOf(answer)), Is.Not.Empty);
    }

    [TestCase("/api/dead-letters/4711", 404)]
    [TestCase("/api/dead-letters?status=abc", 400)]
    [TestCase("/api/nowhere", 404)]
    public async Task The_problem_details_of_the_API_have_it_as_a_member(string address, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OpsRig.KeyOf(OpsRole.Operator));

        using var answer = await _rig.Bridge.Client.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That($"{JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["traceId"]}", Is.EqualTo(IdOf(answer)));
    }

    [Test]
    public async Task What_goes_well_has_none()
    {
        using var answer = await _rig.Bridge.SendAsync(SignedRequest.Create(new TextWebhook(1).Body));

        Assert.That(answer.Headers.Contains(ErrorTrace.Header), Is.False);
    }

    private static string IdOf(HttpResponseMessage answer)
    {
        var id = answer.Headers.GetValues(ErrorTrace.Header).Single();
        Assert.That(id, Does.Match("^[0-9a-f]{32}$"));
        return id;
    }

    private IEnumerable<string> LinesWith(string id) =>
        _rig.Bridge.Logs.Where(line => line.Contains($"trace={id}", StringComparison.Ordinal));
}
