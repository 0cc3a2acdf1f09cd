using Bridge.Simulation.Collecting;
using Bridge.Support;

namespace Bridge.Commands;

[Category(Needs.Patience)]
public class SimulateCommandTests
{
    private static readonly string[] Writing =
    [
        "--rate",
        "100/s",
        "--duration",
        "2s",
        "--speed",
        "50",
        "--mix",
        "conversation=90,ad=10",
        "--users",
        "200",
        "--seed",
        "3",
        "--new-people",
    ];

    private SampleCollector _collector = null!;

    [SetUp]
    public async Task StartCollectorAsync()
    {
        _collector = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await _collector.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task StopCollectorAsync() => await _collector.DisposeAsync();

    [Test]
    public async Task Everything_that_was_answered_200_is_at_the_collector()
    {
        await using var bridge = await BridgeAsync(_collector.Url);

        var (exitCode, output, error) = await SimulateAsync(
            bridge.Address,
            "--rate",
            "300/s",
            "--duration",
            "2s",
            "--speed",
            "50",
            "--duplicates",
            "5%",
            "--reorder",
            "5%",
            "--updates-per-post",
            "1-100"
        );

        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(
            output,
            Does.Match(@"lost +│ 0 ").And.Match(@"answered 200 +│ \d{3} ").And.Contain("Nothing lost").And.Contain("Meta's rule")
        );
        Assert.That(_collector.Taken.Count, Is.GreaterThan(1000));
        Assert.That(_collector.Taken.ByName.Keys, Has.Member("message.read").And.Member("referral.received"));
    }

    [Test]
    public async Task Whoever_writes_is_one_new_contact_whoever_asks_is_handed_over_once_and_each_conversation_ends_once()
    {
        await using var bridge = await BridgeAsync(
            _collector.Url,
            [
                .. Receiving.CapturePost.Settings,
                new("Contacts:CountFrom", ""),
                new("Conversations:HandoffTriggers", "talk_to_agent"),
                new("Conversations:ResolveAfter", "3s"),
                new("Intake:TwinHold", "00:00:01"),
            ]
        );

        var (exitCode, output, error) = await SimulateAsync(
            bridge.Address,
            [
                .. Writing,
                .. (string[])["--duplicates", "5%", "--reorder", "5%", "--capture-key", Receiving.CapturePost.Key],
                .. (string[])["--handoff-trigger", "talk_to_agent", "--resolve-after", "3s"],
            ]
        );

        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(output, Does.Match(@"that must follow +│ [1-9]").And.Not.Contain("Derived wrongly"));
        Assert.That(
            _collector.Taken.ByName.Keys,
            Is.SupersetOf((string[])["contact.created", "agent.handoff", "chat.assigned", "chat.resolved"])
        );
    }

    [Test]
    public async Task The_table_of_ads_is_as_the_books_of_the_run_have_it()
    {
        var (exitCode, output) = await SimulateAdsAsync();

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"figures that must be right +│ 17, and those of 20 ads with [1-9]\d* orders"));
        Assert.That(output, Does.Not.Contain("Counted wrongly"));
    }

    [Test]
    public async Task A_table_of_ads_that_differs_is_told_and_the_exit_code_is_1()
    {
        var (exitCode, output) = await SimulateAdsAsync(new KeyValuePair<string, string?>("Insights:MaxSeries", "10")); // of twenty ads

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"Counted wrongly: ad \S+ has \d+ people"));
    }

    [Test]
    public async Task A_CRM_with_a_wrong_key_is_told_before_anything_is_sent()
    {
        await using var bridge = await BridgeAsync(_collector.Url, [.. Receiving.CapturePost.Settings]);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, "--capture-key", "wrong");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("refuses the key of the CRM").And.Contain("--capture-key"));
    }

    [Test]
    public async Task A_contact_that_Bridge_does_not_make_is_told_and_the_exit_code_is_1()
    {
        await using var bridge = await BridgeAsync(_collector.Url, new KeyValuePair<string, string?>("Contacts:CountFrom", "9999-01-01"));

        var (exitCode, output, _) = await SimulateAsync(bridge.Address, [.. Writing, "--patience", "100ms"]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"Derived wrongly: contact\.created for \S+ with \d+: 1 missing"));
    }

    [Test]
    public async Task What_is_dead_is_told_from_what_is_lost()
    {
        await using var rig = await Ops.OpsRig.StartAsync([new("Delivery:SuspectAfter", "100000"), new("Events:Forward", "all")]);
        rig.Collector.Everything = ScriptedAnswer.Status(400, "never");

        var (_, output, error) = await SimulateAsync(
            rig.Bridge.Address,
            "--rate",
            "20/s",
            "--duration",
            "1s",
            "--patience",
            "3s",
            "--key",
            Ops.OpsRig.ViewerKey.Text
        );

        Assert.That(output, Does.Match(@"lost +│ 0 ").And.Match("[1-9][0-9]* are dead letters, 0 are\\s+lost"), error);
    }

    [Test]
    public async Task Everything_is_there_even_when_the_collector_fails_and_refuses_for_a_while()
    {
        await using var bridge = await BridgeAsync(_collector.Url);
        _collector.Fail(System.Net.HttpStatusCode.ServiceUnavailable);

        var run = SimulateAsync(bridge.Address, "--rate", "100/s", "--duration", "1s", "--speed", "20");
        await Eventually.HoldsAsync(() => _collector.TurnedAway >= 1, "the collector turned something away");
        _collector.Recover();
        var (exitCode, output, error) = await run;

        Assert.That(exitCode, Is.Zero, output + error);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Nothing_is_lost_when_Bridge_is_killed_and_started_again_meanwhile(CancellationToken cancellationToken)
    {
        using var store = new TemporaryDatabase();
        await using var bridge = new BridgeProcess(
            new Dictionary<string, string>
            {
                ["META_APP_SECRET"] = SignedRequest.Secret,
                ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
                ["COLLECTOR_URL"] = _collector.Url,
                ["COLLECTOR_WRITE_KEY"] = "key",
                ["STORE"] = store.Path,
            }
        );
        await bridge.StartAsync(cancellationToken);

        var run = SimulateAsync(bridge.Address, "--rate", "200/s", "--duration", "8s", "--speed", "10");
        await Eventually.HoldsAsync(() => _collector.Taken.Count > 0, "the run is on");
        await bridge.KillAsync(cancellationToken);
        await bridge.StartAsync(cancellationToken);
        var (exitCode, output, error) = await run;

        await bridge.StopAsync(cancellationToken);
        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(output, Does.Match(@"lost +│ 0 ").And.Match(@"no answer +│ [1-9]").And.Match(@"retries +│ [1-9]"));
    }

    [Test]
    public async Task What_never_arrives_is_told_as_lost_and_the_exit_code_is_1()
    {
        await using var elsewhere = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await elsewhere.StartAsync(CancellationToken.None);
        await using var bridge = await BridgeAsync(elsewhere.Url);

        var (exitCode, output, _) = await SimulateAsync(
            bridge.Address,
            "--rate",
            "50/s",
            "--duration",
            "1s",
            "--speed",
            "20",
            "--patience",
            "100ms"
        );

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"lost +│ [1-9]").And.Contain("are not at the collector"));
    }

    [Test]
    public async Task A_run_is_saved_and_replayed_with_the_same_events()
    {
        var file = Path.GetTempFileName();
        await using var bridge = await BridgeAsync(_collector.Url);
        await SimulateAsync(bridge.Address, "--rate", "100/s", "--duration", "1s", "--speed", "20", "--save", file);
        var taken = _collector.Taken.Count;
        await using var another = await BridgeAsync(_collector.Url);

        var (exitCode, output, error) = await SimulateAsync(another.Address, "--replay", file, "--speed", "2");

        File.Delete(file);
        Assert.That(exitCode, Is.Zero, output + error);
        await Eventually.HoldsAsync(() => _collector.Taken.Doubled == taken, "every event came again");
        Assert.That(_collector.Taken.Count, Is.EqualTo(taken));
    }

    [Test]
    public async Task It_floods_no_other_machine_by_mistake()
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", "https://bridge.example.org");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("--yes-really"));
    }

    [Test]
    public async Task A_wrong_secret_is_told_before_anything_is_sent()
    {
        await using var bridge = await BridgeAsync(_collector.Url);

        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", bridge.Address.ToString(), "--app-secret", "wrong");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("refuses the signature").And.Contain("--app-secret"));
    }

    [Test]
    public async Task A_Bridge_without_a_page_that_is_given_a_key_is_told()
    {
        await using var bridge = await BridgeAsync(_collector.Url);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, "--duration", "1s", "--key", "a-key-of-nobody");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("is no Bridge with a page: leave out --key (environment BRIDGE_KEY)"));
    }

    [Test]
    public async Task A_Bridge_that_is_not_there_is_told()
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", "http://127.0.0.1:9");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("Nobody answers at http://127.0.0.1:9/webhook/meta"));
    }

    [Test]
    public async Task A_collector_that_cannot_be_asked_is_told()
    {
        await using var bridge = await BridgeAsync(_collector.Url);

        var (exitCode, _, error) = await Typed.RunAsync(
            "simulate",
            "--target",
            bridge.Address.ToString(),
            "--app-secret",
            SignedRequest.Secret,
            "--verify",
            bridge.Address.ToString()
        );

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("is not a sample collector"));
    }

    [Test]
    public async Task A_file_that_is_no_recording_is_told_by_its_line()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{\"at\":0,\"body\":\"{}\"}\nnonsense\n");
        await using var bridge = await BridgeAsync(_collector.Url);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, "--replay", file);

        File.Delete(file);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("line 2"));
    }

    [TestCase("--rate", "fast")]
    [TestCase("--duration", "60")]
    [TestCase("--updates-per-post", "1001")]
    [TestCase("--mix", "spam=1")]
    [TestCase("--speed", "0")]
    [TestCase("--speed", "fast")]
    [TestCase("--users", "many")]
    [TestCase("--users", "0")]
    [TestCase("--duplicates", "200%")]
    [TestCase("--target", "localhost:8080")]
    [TestCase("--verify", "nowhere")]
    public async Task An_option_that_makes_no_sense_is_refused(string option, string value)
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", option, value);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Is.Not.Empty);
    }

    /// <summary>A run in which ads bring people.</summary>
    private async Task<(int ExitCode, string Output)> SimulateAdsAsync(params KeyValuePair<string, string?>[] settings)
    {
        await using var rig = await Ops.OpsRig.StartAsync([
            new("Collector:Url", _collector.Url),
            new("Collector:WriteKey", "key"),
            new("Contacts:CountFrom", ""),
            new("Events:Forward", "all"),
            .. settings,
        ]);
        var (exitCode, output, error) = await SimulateAsync(
            rig.Bridge.Address,
            [
                .. (string[])["--mix", "conversation=30,campaign=20,ad=35,order=15", "--duplicates", "5%", "--reorder", "5%"],
                .. (string[])["--rate", "200/s", "--duration", "4s", "--speed", "20", "--users", "2000", "--new-people"],
                .. (string[])["--key", Ops.OpsRig.ViewerKey.Text],
            ]
        );
        return (exitCode, output + error);
    }

    private static Task<BridgeHost> BridgeAsync(string collector, params KeyValuePair<string, string?>[] settings) =>
        BridgeHost.StartAsync([
            new("Collector:Url", collector),
            new("Collector:WriteKey", "key"),
            new("Delivery:LingerMilliseconds", "20"),
            .. settings,
        ]);

    private Task<(int ExitCode, string Output, string Error)> SimulateAsync(Uri bridge, params string[] options) =>
        Typed.RunAsync([
            "simulate",
            "--target",
            bridge.ToString(),
            "--app-secret",
            SignedRequest.Secret,
            "--verify",
            _collector.Url,
            .. options,
        ]);
}
