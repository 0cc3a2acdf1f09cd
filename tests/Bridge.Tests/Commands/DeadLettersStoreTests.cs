using System.Text.Json.Nodes;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>What is typed, on a real store with a real Bridge that delivers: over its API, and beside it.</summary>
internal sealed class DeadLettersStoreTests : BesideBridgeFixture
{
    [Test]
    public async Task Over_the_API_everything_that_was_refused_is_delivered_once_the_collector_is_mended()
    {
        await Bridge.KillAsync(1, 3);

        var (_, dead, _) = await TypeThereAsync("list", "--json");
        var (exitCode, output, error) = await TypeThereAsync("replay", "--reason", "refused", "--yes", "--why", "mended");
        var (_, left, _) = await TypeThereAsync("list", "--json");

        Assert.That(
            JsonNode
                .Parse(dead)!
                .AsArray()
                .Select(deadLetter => ((string?)deadLetter!["reason"], (int)deadLetter["status"]!, (int)deadLetter["attempts"]!)),
            Is.EqualTo(Enumerable.Repeat(("refused", 400, 1), 3))
        );
        Assert.That((exitCode, error, left), Is.EqualTo((0, "", "[]\n")));
        Assert.That(output, Does.EndWith("Replay 1 has ended: 3 of 3 delivered.\n"));
        Assert.That(Bridge.Collector.Taken.Values, Is.EqualTo((int[])[1, 1, 1]));
    }

    [Test]
    public async Task What_the_collector_refuses_again_is_a_failure()
    {
        await Bridge.KillAsync(1, 2);
        Bridge.Collector.Everything = ScriptedAnswer.Status(400, "still not");

        var (exitCode, output, _) = await TypeThereAsync("replay", "--all", "--yes");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.EndWith("Replay 1 has ended: 0 of 2 delivered, 2 died again.\n"));
    }

    [Test]
    public async Task Beside_a_Bridge_that_runs_the_store_is_opened_and_that_Bridge_carries_the_replay_out()
    {
        await Bridge.KillAsync(1, 3);

        var (exitCode, output, error) = await TypeHereAsync("replay", "1", "3", "--yes");
        var (_, audit, _) = await TypeHereAsync("audit");

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.EndWith("Replay 1 has ended: 2 of 2 delivered.\n"));
        Assert.That(audit, Does.Contain($"cli:{Environment.UserName}"));
    }

    [Test]
    public async Task Where_no_Bridge_runs_a_replay_waits_for_one_and_nobody_is_kept_watching()
    {
        await Bridge.KillAsync(1, 2);
        await EndBridgeAsync();

        var (exitCode, output, _) = await TypeHereAsync("replay", "--all", "--yes");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.StartWith("Replay 1 of 2 begins when a Bridge runs on this store; none does."));
    }

    [Test]
    public async Task A_dead_letter_is_repaired_and_arrives_as_it_was_repaired()
    {
        await Bridge.KillAsync(1, 1);
        var file = Path.GetTempFileName();
        var (_, content, _) = await TypeHereAsync("show", "1", "--content", "--reveal");
        await File.WriteAllTextAsync(file, content.Replace("\"contentLength\":6", "\"contentLength\":7", StringComparison.Ordinal));

        var (edited, told, _) = await TypeThereAsync("edit", "1", file, "--why", "miscounted");
        var (replayed, _, _) = await TypeHereAsync("replay", "1", "--yes");

        Assert.That(
            (edited, told, replayed),
            Is.EqualTo((0, "Dead letter 1 has version 1 now. Replay it with: meta-bridge dead-letters replay 1\n", 0))
        );
        Assert.That(content, Does.Contain("\"contentLength\":6"));
        Assert.That(Bridge.Collector.TakenPayloads.Values.Single(), Does.Contain("\"contentLength\":7"));
        File.Delete(file);
    }

    [Test]
    public async Task Pages_of_the_API_lead_to_the_end_of_the_store()
    {
        await Bridge.KillAsync(1, 23);
        using var client = Client();

        var ids = new List<long>();
        for (var address = "/api/dead-letters?limit=5"; address is not null; )
        {
            var page = JsonNode.Parse(await client.GetStringAsync(new Uri(address, UriKind.Relative)))!;
            ids.AddRange(page["items"]!.AsArray().Select(item => (long)item!["id"]!));
            address = page["next"] is { } next ? $"/api/dead-letters?limit=5&before={next}" : null;
        }

        Assert.That(ids, Is.EqualTo(Enumerable.Range(1, 23).Reverse()));
    }

    [Test]
    public async Task What_the_collector_answered_does_not_calculate_in_a_spreadsheet()
    {
        await Bridge.KillAsync(1, 1, answer: "=HYPERLINK(\"http://evil\",\"click\")");

        var (_, here, _) = await TypeHereAsync("export", "--format", "csv", "--reveal");
        var (_, there, _) = await TypeThereAsync("export", "--format", "csv", "--reveal");

        Assert.That(here, Does.Contain(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"click\"\")\","));
        Assert.That(there, Is.EqualTo(here));
    }

    [Test]
    public async Task The_overview_tells_of_the_dead_letters_and_a_resumed_destination_is_noted()
    {
        await Bridge.KillAsync(1, 2);
        using var client = Client();

        await Eventually.HoldsAsync(
            async () =>
                JsonNode.Parse(await client.GetStringAsync(new Uri("/api/overview", UriKind.Relative)))!["destinations"]!
                    .AsArray()
                    .Any(one => (string?)one!["state"] is "open"),
            "the forwarder has spoken"
        );
        var overview = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/overview", UriKind.Relative)))!;
        using var resumed = await client.PostAsync(new Uri("/api/destinations/default/resume", UriKind.Relative), content: null);
        using var unknown = await client.PostAsync(new Uri("/api/destinations/nobody/resume", UriKind.Relative), content: null);

        Assert.That(((long)overview["dead"]!, (string?)overview["destinations"]![0]!["name"]), Is.EqualTo((2L, "default")));
        Assert.That(((int)resumed.StatusCode, (int)unknown.StatusCode), Is.EqualTo((204, 404)));
    }

    [Test]
    public async Task A_store_that_is_not_there_is_a_failure_with_one_sentence()
    {
        var missing = StorePath + ".missing";
        Environment.SetEnvironmentVariable("STORE", missing);

        var (exitCode, output, error) = await TypeHereAsync("list");

        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith($"There is no store at {missing}").And.Match("^[^\n]*\n$"));
    }

    [TestCase("number", 1)]
    [TestCase("+2547-x", 1)]
    [TestCase("+2547-x\n+254712345678", 1)]
    [TestCase("number\n+254712345678", 0)]
    public async Task A_list_of_contacts_of_which_a_line_names_nobody_says_so_unless_it_is_the_heading_of_a_table(
        string lines,
        int expected
    )
    {
        using var file = new TemporaryDatabase();
        await File.WriteAllTextAsync(file.Path, lines + "\n");

        var (exitCode, output, error) = await Typed.RunAsync("contacts", "import", file.Path);

        Assert.That(exitCode, Is.EqualTo(expected), error);
        Assert.That(output, Does.Contain($"{expected} lines name nobody."));
    }

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Bridge.Bridge.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + OpsRig.KeyOf(OpsRole.Operator));
        return client;
    }
}
