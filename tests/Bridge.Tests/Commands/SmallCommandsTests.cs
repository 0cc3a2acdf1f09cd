using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Commands;

/// <summary>What people meet first.</summary>
public class SmallCommandsTests
{
    [Test]
    public async Task A_sample_that_is_sent_tells_its_events_and_whether_the_collector_has_them()
    {
        await using var collector = new Simulation.Collecting.SampleCollector(
            new("http://127.0.0.1:0", WriteKey: null),
            TimeProvider.System
        );
        await collector.StartAsync(CancellationToken.None);
        await using var bridge = await BridgeHost.StartAsync([
            new("Collector:Url", collector.Url),
            new("Delivery:LingerMilliseconds", "20"),
        ]);

        var (exitCode, output, _) = await Typed.RunAsync(
            "send",
            "text",
            "--target",
            bridge.Address.ToString(),
            "--app-secret",
            SignedRequest.Secret,
            "--verify",
            collector.Url
        );

        Assert.That(
            output,
            Does.Match(@"answers 200\nmessage wamid\S+: meta-bridge trace wamid.+\n[0-9a-f-]{36}  message\.received, forwarded\n")
                .And.Match("has ([1-9]) of the \\1 that are forwarded")
        );
        Assert.That(exitCode, Is.Zero);
    }

    [Test]
    public async Task Insights_say_what_is_wrong_with_a_range_that_is_a_date_or_given_twice()
    {
        var date = await Typed.RunAsync("insights", "--since", "2026-01-01");
        var twice = await Typed.RunAsync("insights", "--since", "24h", "--since", "7d");

        Assert.That((date.ExitCode, twice.ExitCode), Is.EqualTo((2, 2)));
        Assert.That(date.Error, Does.StartWith("since is how far back, such as 24h or 7d, from 1h to 3650d; \"2026-01-01\" is not."));
        Assert.That(twice.Error, Does.Contain("'--since' expects a single argument but 2 were provided"));
    }

    [Test]
    public void A_message_that_is_sent_is_named_as_trace_takes_it_and_once()
    {
        var body = """{"statuses":[{"id":"wamid.A\u002BB="},{"id":"wamid.A+B="}],"contacts":[{"id":"254712345678"}]}"""u8;

        Assert.That(SendCommand.Messages(body), Is.EqualTo(["wamid.A+B="]));
    }

    [Test]
    public async Task A_sample_sent_with_a_wrong_secret_or_to_nobody_is_a_failure()
    {
        await using var bridge = await BridgeHost.StartAsync();

        var wrong = await Typed.RunAsync("send", "text", "--target", bridge.Address.ToString(), "--app-secret", "wrong");
        var nobody = await Typed.RunAsync("send", "text", "--target", "http://127.0.0.1:9");
        var unknown = await Typed.RunAsync("send", "texd");

        Assert.That(wrong.ExitCode, Is.EqualTo(1));
        Assert.That(wrong.Output, Does.StartWith($"{bridge.Address}webhook/meta answers 401: it refuses the signature."));
        Assert.That(unknown.ExitCode, Is.EqualTo(2));
        Assert.That(unknown.Error, Does.Contain("There is no sample \"texd\"; did you mean text?"));
        Assert.That(
            (nobody.ExitCode, nobody.Output),
            Is.EqualTo((1, "http://127.0.0.1:9/webhook/meta does not answer: is Bridge there?\n"))
        );
    }

    [Test]
    public async Task A_translation_for_people_says_of_what_stays_why()
    {
        var (_, text, _) = await Typed.RunAsync("translate", "--pretty", Samples.FileOf(Samples.Webhooks, "text"));
        var (_, call, _) = await Typed.RunAsync("translate", "--pretty", Samples.FileOf(Samples.Webhooks, "malformed-among-good"));

        Assert.That(text, Does.Match(@"(?m)^message\.received of \+\d+, forwarded$").And.Match("(?m)^  contentType: \"text\"$"));
        Assert.That(call, Does.Contain("unreadable, a dead letter: "));

        var (_, ad, _) = await Typed.RunAsync("translate", "--pretty", Samples.FileOf(Samples.Webhooks, "text-from-ad"));
        Assert.That(ad, Does.Contain("  context.campaign: {\"medium\":\"ad\","));
    }

    [TestCase("text-from", "text-from-ad")]
    [TestCase("txet-from-ad.json", "text-from-ad?")]
    public async Task A_sample_mistyped_is_answered_with_those_that_may_be_meant(string typed, string meant)
    {
        var (exitCode, _, error) = await Typed.RunAsync("send", typed);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain($"There is no sample \"{typed}\"; did you mean").And.Contains(meant));
    }

    [Test]
    public async Task A_sample_that_is_like_none_suggests_none()
    {
        var (exitCode, _, error) = await Typed.RunAsync("send", "nosuch");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("There is no sample \"nosuch\". They are the files of samples/webhooks."));
    }

    [Test]
    public async Task A_sample_may_be_named_as_its_file_is()
    {
        var (_, output, _) = await Typed.RunAsync("send", "text-from-ad.json", "--target", "http://127.0.0.1:9");

        Assert.That(output, Does.StartWith("http://127.0.0.1:9/webhook/meta does not answer"));
    }

    [TestCase("insights")]
    [TestCase("ads")]
    public async Task Figures_of_a_channel_that_is_none_are_refused_and_no_zeros_shown(string command)
    {
        var (exitCode, _, error) = await Typed.RunAsync(command, "--channel", "foo");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.StartWith("channel must be one of").And.Contains("but is \"foo\"."));
    }

    [TestCase("bash", "complete -o default -F _meta_bridge meta-bridge")]
    [TestCase("zsh", "compdef _meta_bridge meta-bridge")]
    public async Task A_shell_completes_what_the_program_itself_suggests(string shell, string line)
    {
        var (_, script, _) = await Typed.RunAsync("completion", shell);
        var (_, suggested, _) = await Typed.RunAsync("[suggest:14]", "meta-bridge de");

        Assert.That(script, Does.Contain(line));
        Assert.That(suggested, Does.Contain("dead-letters").And.Contain("demo"));
    }
}
