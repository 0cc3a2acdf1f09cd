using System.Net;
using Bridge.Support;

namespace Bridge.Receiving;

public class HandshakeAnswerTests
{
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        _bridge = await RecordingPublisher.StartBridgeAsync(new(), new() { ["Meta:VerifyTokens:1"] = "token & more=+ä" });

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [TestCase(SignedRequest.VerifyToken, "1158201444")]
    [TestCase("token & more=+ä", "<b>not a number</b> ä")]
    public async Task The_right_token_is_answered_with_the_bare_challenge_and_without_asking_for_a_signature(string token, string challenge)
    {
        using var response = await GetAsync(
            $"?hub.mode=subscribe&hub.challenge={Uri.EscapeDataString(challenge)}&hub.verify_token={Uri.EscapeDataString(token)}"
        );

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(challenge));
    }

    [TestCase("")]
    [TestCase("?hub.mode=subscribe&hub.challenge=1")]
    [TestCase("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong")]
    [TestCase("?hub.mode=subscribe&hub.verify_token=" + SignedRequest.VerifyToken)]
    [TestCase("?hub.challenge=1&hub.verify_token=" + SignedRequest.VerifyToken)]
    [TestCase("?hub_mode=subscribe&hub_challenge=1&hub_verify_token=" + SignedRequest.VerifyToken)]
    [TestCase("?hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=" + SignedRequest.VerifyToken)]
    public async Task Anything_else_is_answered_403_without_a_word(string query)
    {
        using var response = await GetAsync(query);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.Empty);
    }

    [Test]
    public async Task The_log_says_why_and_never_holds_a_token()
    {
        using var wrong = await GetAsync("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=a-wrong-token");
        using var right = await GetAsync("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + SignedRequest.VerifyToken);

        Assert.That(_bridge.Logs, Has.Some.Contain("Refused 1 handshakes: WrongToken").Or.Some.Contain("handshakes: WrongToken"));
        Assert.That(_bridge.Logs, Has.Some.Contain("the webhook's address is verified"));
        Assert.That(_bridge.Logs, Has.None.Contain(SignedRequest.VerifyToken));
        Assert.That(_bridge.Logs, Has.None.Contain("a-wrong-token"));
    }

    private Task<HttpResponseMessage> GetAsync(string query) =>
        _bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, SignedRequest.Path + query));
}
