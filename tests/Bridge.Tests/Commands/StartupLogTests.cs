using System.Text.Json;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>The first line that a process prints, seen from outside.</summary>
[Category(Needs.Patience)]
public class StartupLogTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bridge-start-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task The_first_line_says_what_the_process_is_and_whom_it_talks_to(CancellationToken cancellationToken)
    {
        await using var bridge = new BridgeProcess(
            new Dictionary<string, string>
            {
                ["META_APP_SECRET"] = "app-secret",
                ["WEBHOOK_VERIFY_TOKEN"] = "verify-token",
                ["COLLECTOR_URL"] = "https://collector.invalid/v1/capture?key=hidden",
                ["COLLECTOR_WRITE_KEY"] = "write-key",
                ["Sources__123__Url"] = "https://other.invalid:8443",
                ["Sources__123__WriteKey"] = "other-key",
                ["STORE"] = Path.Combine(_folder, "bridge.db"),
                ["Conversations__HandoffTriggers"] = "talk_to_human",
            }
        );

        await bridge.StartAsync(cancellationToken);

        Assert.That(
            Sentence(bridge.FirstLine),
            Does.Match(
                $"""^Bridge "[0-9.]+" starts, role "all": webhook "{bridge.Address}webhook/meta"; """
                    + "collectors \"collector.invalid, other.invalid:8443\"; store \""
                    + $"{_folder}/bridge.db\"; broker \"none, the spool is the way\"; ops \"off, Ops:Users names nobody\"$"
            )
        );
        Assert.That(bridge.Lines, Has.None.Contain("HandoffTriggers"));
    }

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task What_a_role_has_no_part_in_is_said_and_a_password_is_not(CancellationToken cancellationToken)
    {
        await using var receiver = new BridgeProcess(
            new Dictionary<string, string>
            {
                ["META_APP_SECRET"] = "app-secret",
                ["WEBHOOK_VERIFY_TOKEN"] = "verify-token",
                ["BROKER_URL"] = "amqp://bridge:password@127.0.0.1:9/vhost",
                ["Spool__Path"] = Path.Combine(_folder, "spool.db"),
            },
            role: "receive"
        );

        await receiver.StartAsync(cancellationToken);

        Assert.That(
            Sentence(receiver.FirstLine),
            Does.Match("""role "receive": .*; collectors "not here"; store "not here"; broker "127.0.0.1:9"; ops "not here"$""")
        );
    }

    [TestCase("forward")]
    [TestCase("ops")]
    public async Task Settings_that_those_who_receive_read_are_said_to_be_theirs(string role)
    {
        await using var process = new BridgeProcess(
            new Dictionary<string, string>
            {
                ["COLLECTOR_URL"] = "https://collector.invalid",
                ["COLLECTOR_WRITE_KEY"] = "write-key",
                ["BROKER_URL"] = "amqp://127.0.0.1:9",
                ["STORE"] = Path.Combine(_folder, "bridge.db"),
                ["Conversations__HandoffTriggers"] = "talk_to_human",
                ["Conversations__InitialMode"] = "bot",
                ["Sources__123__TextPatterns__0"] = "code (?<campaign>[a-z]+)",
            },
            role
        );

        process.Launch();
        await Eventually.HoldsAsync(() => process.Lines.Count > 1, "two lines");

        Assert.That(
            Sentence(process.Lines.ElementAt(1)),
            Does.StartWith(
                "This process does not receive, so what it reads in \"Conversations:HandoffTriggers, Sources:123:TextPatterns\" holds for "
                    + "dead letters that are translated again"
            )
        );
    }

    private static string Sentence(string line) => JsonDocument.Parse(line).RootElement.GetProperty("RenderedMessage").GetString()!;
}
