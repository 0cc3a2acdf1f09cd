using Bridge.Core.Translation;
using Bridge.Simulation.Graph;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>What Meta is asked and told, against a Graph API of our own.</summary>
[Category(Needs.Patience)]
public class MetaCommandTests
{
    private const string Token = "token-of-a-system-user";

    private SampleGraph _graph = null!;
    private TemporaryDatabase _store = null!;

    [SetUp]
    public async Task Start()
    {
        _store = new TemporaryDatabase();
        _graph = new SampleGraph(Token, SignedRequest.Secret);
        await _graph.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop()
    {
        await _graph.DisposeAsync();
        _store.Dispose();
    }

    [Test]
    public async Task Subscribing_sets_all_fields_and_the_account_and_the_doctor_is_content_then()
    {
        await using var bridge = await BridgeHost.StartAsync();

        var before = await TypeAsync("check");
        var (exitCode, output) = await TypeAsync("meta", "subscribe", "--public-url", bridge.Address.ToString());
        var after = await TypeAsync("check", "--public-url", bridge.Address.ToString());

        Assert.That(before.Output, Does.Match("(?m)^problem  meta +app Bridge .1234567890. is subscribed to nothing of WhatsApp$"));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(_graph.Fields, Is.EqualTo(WebhookFields.All));
        Assert.That((_graph.CallbackUrl, _graph.IsAccountSubscribed), Is.EqualTo(($"{bridge.Address}webhook/meta", true)));
        Assert.That(after.Output, Does.Match($"(?m)^ok       meta +app Bridge .1234567890. sends {WebhookFields.All.Count} fields to "));
    }

    [Test]
    public async Task The_doctor_opens_the_store_last_so_that_Bridge_can_start_while_Meta_does_not_answer()
    {
        var (_, output) = await TypeAsync("check");

        Assert.That(output, Does.Match(@"(?ms)^\w+ +meta .*^\w+ +store ").And.Not.Match(@"(?ms)^\w+ +store .*^\w+ +meta "));
    }

    [Test]
    public async Task Fields_that_fail_silently_an_address_of_the_accounts_own_and_another_callback_are_told()
    {
        (_graph.CallbackUrl, _graph.Fields) = ("https://elsewhere.example/webhook/meta", ["messages"]);
        (_graph.IsAccountSubscribed, _graph.OtherCallback) = (true, "https://other.example/hook");

        var (_, output) = await TypeAsync("check", "--public-url", "http://127.0.0.1:9");

        Assert.That(
            output,
            Does.Contain("problem  meta")
                .And.Contain("without messaging_handovers and standby chats fall silent")
                .And.Contain("The callback URL is not http://127.0.0.1:9/webhook/meta.")
                .And.Contain($"Account {SampleGraph.AccountId} sends its messages to https://other.example/hook instead.")
        );
    }

    [Test]
    public async Task A_test_number_is_told_and_that_nobody_can_ask_whether_the_app_is_published()
    {
        (_graph.CallbackUrl, _graph.Fields, _graph.IsAccountSubscribed) = ("https://a.example/webhook/meta", WebhookFields.All, true);
        var (_, live) = await TypeAsync("check");
        _graph.IsTestNumber = true;

        var (_, test) = await TypeAsync("check");

        Assert.That(live, Does.Match("(?m)^ok       meta .*; whether it is published, .* only its dashboard tells$"));
        Assert.That(test, Does.Match("(?m)^warning  meta ").And.Contain("Number 106540352242922 is a test number of Meta's"));
    }

    [Test]
    public async Task A_token_that_Meta_refuses_is_told_and_not_shown()
    {
        var (exitCode, output) = await TypeAsync(["meta", "subscribe", "--public-url", "https://x.example"], "another-token");

        Assert.That((exitCode, output), Is.EqualTo((1, "Meta answers 400 (code 190): Invalid OAuth access token.\n")));
    }

    [Test]
    public async Task Without_a_token_Meta_is_not_asked()
    {
        var (_, output) = await TypeAsync(["check"], token: null);
        var (exitCode, refusal) = await TypeAsync(["meta", "subscribe", "--public-url", "https://x.example"], token: null);

        Assert.That(output, Does.Not.Contain(" meta "));
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(refusal, Does.StartWith("Meta:AccessToken (environment META_ACCESS_TOKEN) is missing"));
    }

    [Test]
    public void Every_field_to_subscribe_to_is_one_that_Bridge_understands()
    {
        Assert.That(WebhookTranslator.FieldNames, Is.SupersetOf(WebhookFields.All));
        Assert.That(WebhookFields.All, Is.SupersetOf(WebhookFields.Needed));
    }

    private Task<(int ExitCode, string Output)> TypeAsync(params string[] arguments) => TypeAsync(arguments, Token);

    private Task<(int ExitCode, string Output)> TypeAsync(string[] arguments, string? token)
    {
        var environment = new Dictionary<string, string>
        {
            ["META_APP_SECRET"] = SignedRequest.Secret,
            ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
            ["COLLECTOR_URL"] = "http://127.0.0.1:9",
            ["COLLECTOR_WRITE_KEY"] = "key",
            ["STORE"] = _store.Path,
            ["Meta__GraphUrl"] = _graph.Url,
        };
        if (token is not null)
        {
            environment["META_ACCESS_TOKEN"] = token;
        }

        return Finished.RunAsync(
            "timeout",
            ["60", "dotnet", Path.Combine(AppContext.BaseDirectory, "meta-bridge.dll"), .. arguments],
            environment,
            TestContext.CurrentContext.CancellationToken
        );
    }
}
