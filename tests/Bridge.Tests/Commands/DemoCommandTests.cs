using System.Text.RegularExpressions;
using Bridge.Support;

namespace Bridge.Commands;

[Category(Needs.Patience)]
public partial class DemoCommandTests
{
    [Test]
    public async Task The_demo_proves_that_what_was_sent_is_delivered_dropped_or_dead()
    {
        var (exitCode, output, error) = await Typed.RunAsync("demo", "--once", "--count", "150", "--port", "0", "--collector-port", "0");

        Assert.That(error, Is.Empty);
        Assert.That(
            output,
            Does.Contain("Nothing lost, nothing invented")
                .And.Match(@"contact\.created +│ +0 │ +[1-9]")
                .And.Match(@"derived: contacts, hand-overs +│ +[1-9]")
                .And.Match(@"batches retried while the collector was down +│ +[2-9]")
        );
        Assert.That(exitCode, Is.Zero);
        var story = output[output.IndexOf("One conversation", StringComparison.Ordinal)..].Split('\n');
        Assert.That(story, Has.Some.Match(@"^00:30 +The person taps ""Talk to a person""").And.All.Length.LessThanOrEqualTo(80));
        Assert.That(story, Has.Some.Match(@"^ +agent\.handoff +fromMode bot  toMode agent  handoffReason user_request$"));
        Assert.That(
            string.Join(' ', story),
            Does.Match(@"message\.sent +agentId \S+ +serviceMode agent +respondedBy agent +firstResponseSeconds 40")
        );
        Assert.That(story, Has.Some.Match(@"^ +referral\.received +campaignName Cyber week"));
        Assert.That(story, Has.Some.Match(@"^ +order\.placed +orderTotal 7400\.50? +currency KES"));
        Assert.That(story, Has.Exactly(1).Match(@"^ +Meta is told +Purchase  value 7400\.50?  currency KES$"));
        Assert.That(string.Join(' ', story), Does.Match(@"chat\.resolved .+messageCount 8 .+contained false"));
    }

    [Test]
    public async Task It_stays_until_told_to_end_takes_the_given_secrets_and_says_where_to_look()
    {
        var port = FreePort.Next();
        using var interrupt = new CancellationTokenSource();
        using var client = new HttpClient();
        await using var output = new LiveText();
        var running = CommandLine.RunAsync(
            [
                "demo",
                "--count",
                "12",
                "--port",
                $"{port}",
                "--collector-port",
                "0",
                "--app-secret",
                SignedRequest.Secret,
                "--verify-token",
                "mine",
            ],
            output,
            output,
            interrupt.Token
        );
        await Eventually.HoldsAsync(() => output.ToString().Contains("Ctrl+C", StringComparison.Ordinal), "it stays");

        var challenge = await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{port}/webhook/meta?hub.mode=subscribe&hub.challenge=42&hub.verify_token=mine")
        );
        using var request = SignedRequest.Create("""{"object":"whatsapp_business_account","entry":[]}""");
        request.RequestUri = new Uri($"http://127.0.0.1:{port}{SignedRequest.Path}");
        using var answer = await client.SendAsync(request);
        var events = await client.GetStringAsync(EventsAddress().Match(output.ToString()).Value);
        await interrupt.CancelAsync();

        Assert.That((challenge, (int)answer.StatusCode, await running), Is.EqualTo(("42", 200, 0)));
        Assert.That(events, Does.Contain("eventId"));
        Assert.That(output.ToString(), Does.Contain($"http://127.0.0.1:{port}/webhook/meta").And.Contain("meta-bridge simulate"));
        Assert.That(output.ToString(), Does.Contain($"curl 'http://127.0.0.1:{port}/v1/capture' -H 'X-Write-Key: demo-capture-key'"));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/events", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventsAddress();
}
