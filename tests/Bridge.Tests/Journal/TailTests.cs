using System.Text.Json.Nodes;
using Bridge.Commands;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Journal;

/// <summary>Somebody follows a running Bridge until they have seen enough.</summary>
[TestFixture]
internal sealed class TailTests
{
    [TestCase(OpsRole.Operator)]
    [TestCase(OpsRole.Viewer)]
    public async Task What_is_delivered_is_told_line_by_line_and_Ctrl_C_ends_it_well(object who)
    {
        var role = (OpsRole)who;
        await using var rig = await OpsRig.StartAsync();
        await using var tail = await Tail.StartAsync(rig, role, "--event", "message.*");

        await rig.Bridge.PostAsync(new TextWebhook(1));
        await tail.SaysAsync("message.received");

        var line = tail.Output.Split('\n').First(text => text.Contains("message.received", StringComparison.Ordinal));
        Assert.That(line, Does.EndWith($"delivered to default ({rig.Collector.Url.Authority}), status 200, 1 attempt"));
        Assert.That(line.Contains($"{new TextWebhook(1).Id}", StringComparison.Ordinal), Is.EqualTo(role is OpsRole.Operator));
        Assert.That(await tail.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task For_a_script_each_line_is_json_and_what_died_is_told_too()
    {
        await using var rig = await OpsRig.StartAsync();
        await using var tail = await Tail.StartAsync(rig, OpsRole.Operator, "--json");

        await rig.KillAsync(1, 1);
        await tail.SaysAsync("\"dead\"");

        var dead = tail
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .First(entry => $"{entry["step"]!["state"]}" == "dead");
        Assert.That(
            ($"{dead["event"]}", $"{dead["step"]!["why"]}", $"{dead["step"]!["status"]}"),
            Is.EqualTo(("message.received", "refused", "400"))
        );
    }

    [Test]
    public async Task A_viewer_who_follows_a_person_is_told_that_operators_may()
    {
        await using var rig = await OpsRig.StartAsync();

        var (exitCode, _, error) = await Typed.RunAsync([
            "tail",
            "--user",
            "254712345678",
            "--server",
            $"{rig.Bridge.Address}",
            "--key",
            OpsRig.KeyOf(OpsRole.Viewer),
        ]);

        Assert.That((exitCode, error), Is.EqualTo((2, "Only operators may follow a person's events; leave user out.\n")));
    }

    /// <summary>The command at work.</summary>
    private sealed class Tail(Task<int> running, LiveText output, CancellationTokenSource interrupt) : IAsyncDisposable
    {
        public string Output => output.ToString();

        /// <summary>Returns when it follows: what it tells begins then.</summary>
        public static async Task<Tail> StartAsync(OpsRig rig, OpsRole role, params string[] arguments)
        {
            var (output, error, interrupt) = (new LiveText(), new LiveText(), new CancellationTokenSource());
            string[] typed = ["tail", .. arguments, "--server", $"{rig.Bridge.Address}", "--key", OpsRig.KeyOf(role)];
            var tail = new Tail(CommandLine.RunAsync(typed, output, error, interrupt.Token), output, interrupt);
            await Eventually.HoldsAsync(() => error.ToString().StartsWith("Following", StringComparison.Ordinal), "it follows");
            return tail;
        }

        public Task SaysAsync(string words) =>
            Eventually.HoldsAsync(() => Output.Contains(words, StringComparison.Ordinal), $"it says {words}");

        public async Task<int> EndAsync()
        {
            await interrupt.CancelAsync();
            return await running;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            interrupt.Dispose();
        }
    }
}
