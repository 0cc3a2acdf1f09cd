using System.Text.Json.Nodes;
using Bridge.DeadLetters;

namespace Bridge.Commands;

/// <summary>What the commands print of dead letters, for people and for scripts.</summary>
public class DeadLettersCommandTests : ApiFixture
{
    [Test]
    public async Task A_list_is_a_line_a_dead_letter_newest_first_with_people_masked()
    {
        Api.Admin.AddMany(12);

        var (exitCode, output, _) = await Api.TypeAsync("list", "--limit", "2");

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.That(exitCode, Is.Zero);
        Assert.That(lines[0], Does.Match("^id  reason +event +destination +status +group +attempts +user +state +last failed$"));
        Assert.That(
            lines[1],
            Does.Match(@"^12 +refused +message\.read +default +400 +g-message\.read +1 +\+2547… +dead +2026-03-01 12:12:00Z$")
        );
        Assert.That(lines[2..], Is.EqualTo((string[])[lines[2], "There are more than these 2; give --limit, or narrow them down."]));
    }

    [Test]
    public async Task For_scripts_a_list_is_an_array_of_all_of_them()
    {
        Api.Admin.AddMany(AdminLimits.MaxPage + 10);

        var (exitCode, output, _) = await Api.TypeAsync("list", "--json");

        var deadLetters = JsonNode.Parse(output)!.AsArray();
        Assert.That(exitCode, Is.Zero);
        Assert.That(
            deadLetters.Select(deadLetter => (long)deadLetter!["id"]!),
            Is.EqualTo(Enumerable.Range(1, AdminLimits.MaxPage + 10).Reverse())
        );
        Assert.That(
            deadLetters[0]!.AsObject().Select(member => member.Key),
            Is.SupersetOf(
                (string[])["id", "reason", "event", "destination", "status", "group", "attempts", "firstFailedAt", "lastFailedAt"]
            )
        );
    }

    [Test]
    public async Task Nothing_there_is_a_sentence_and_for_scripts_an_empty_array()
    {
        var (_, output, _) = await Api.TypeAsync("list");
        var (_, narrowed, _) = await Api.TypeAsync("list", "--reason", "expired", "--state", "replayed");
        var (_, json, _) = await Api.TypeAsync("list", "--json");

        Assert.That((output, json), Is.EqualTo(("There are no dead letters.\n", "[]\n")));
        Assert.That(narrowed, Is.EqualTo("There are no replayed dead letters that match: reason expired.\n"));
    }

    [Test]
    public async Task Options_become_the_filter()
    {
        await Api.TypeAsync(
            "list",
            "3",
            "4",
            "--reason",
            "too-large",
            "--event",
            "message.*",
            "--source",
            "1",
            "--destination",
            "default",
            "--status",
            "413",
            "--since",
            "2026-03-01",
            "--until",
            "2026-03-02T00:00Z",
            "--group",
            "g",
            "--text",
            "a b",
            "--state",
            "all"
        );

        Assert.That(Api.Admin.LastFilter!.Ids, Is.EqualTo((long[])[3, 4]));
        Assert.That(
            Api.Admin.LastFilter with
            {
                Ids = [],
            },
            Is.EqualTo(
                new DeadLetterFilter
                {
                    Ids = (Api.Admin.LastFilter with { Ids = [] }).Ids,
                    Reason = "too large",
                    Event = "message.*",
                    Source = "1",
                    Destination = "default",
                    Status = 413,
                    Since = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
                    Until = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero),
                    Group = "g",
                    Text = "a b",
                    State = null,
                }
            )
        );
    }

    [Test]
    public async Task An_age_is_counted_back_from_now()
    {
        var before = TimeProvider.System.GetUtcNow();

        await Api.TypeAsync("list", "--since", "2h");

        Assert.That(Api.Admin.LastFilter!.Since, Is.InRange(before.AddHours(-2), TimeProvider.System.GetUtcNow().AddHours(-2)));
    }

    [Test]
    public async Task One_dead_letter_is_shown_with_all_that_is_known_of_it_and_nothing_that_moves_the_cursor()
    {
        Api.Admin.Add(answer: "bad \u001b[2Jth\u202eing", content: "{\n  \"event\": \"message.read\"\n}");

        var (exitCode, output, _) = await Api.TypeAsync("show", "1");
        var (_, json, _) = await Api.TypeAsync("show", "1", "--json", "--reveal");

        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output,
            Does.Contain("the collector's answer:\nbad \\u001b[2Jth\\u202eing")
                .And.Contain("content (masked):\n{\n  \"event\": \"message.read\"\n}")
                .And.Contain("refused with 400")
                .And.Not.Contain("\u001b")
        );
        Assert.That(
            ((string?)JsonNode.Parse(json)!["user"], (string?)JsonNode.Parse(json)!["answer"]),
            Is.EqualTo(("+254712345678", "bad \u001b[2Jth\u202eing"))
        );
    }

    [TestCase("show", "1")]
    [TestCase("show", "1", "--json", "--reveal")]
    [TestCase("list")]
    [TestCase("list", "--json")]
    [TestCase("groups")]
    [TestCase("export")]
    [TestCase("export", "--format", "csv")]
    public async Task What_a_stranger_wrote_is_shown_and_moves_no_terminal(params string[] arguments)
    {
        const string Escapes = "bad \u001b[2J \u009b2J th\u202eing\u2028new\rover\u200f.";
        Api.Admin.Add(answer: Escapes, content: $"{{\"event\":\"{Escapes}\"}}");

        var (exitCode, output, error) = await Api.TypeAsync(arguments);

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        output = output.Replace("\r\n", "\n", StringComparison.Ordinal); // as CSV ends its lines
        Assert.That(output, Has.None.Matches<char>(one => "\u001b\u009b\u202e\u2028\r\u200f".Contains(one)));
    }

    [Test]
    public async Task The_content_alone_is_printed_byte_for_byte()
    {
        Api.Admin.Add(content: "{\"a\":\t1}");

        var (_, output, _) = await Api.TypeAsync("show", "1", "--content", "--reveal");

        Assert.That(output, Is.EqualTo("{\"a\":\t1}"));
    }

    [Test]
    public async Task A_dead_letter_that_is_not_there_is_a_failure()
    {
        var (exitCode, _, error) = await Api.TypeAsync("show", "7");

        Assert.That((exitCode, error), Is.EqualTo((1, "There is no dead letter 7.\n")));
    }

    [Test]
    public async Task Groups_are_a_line_each_or_an_array()
    {
        Api.Admin.AddMany(3);
        Api.Admin.Add("message.sent");

        var (exitCode, output, _) = await Api.TypeAsync("groups");
        var (_, json, _) = await Api.TypeAsync("groups", "--json");

        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output,
            Does.Match(@"(?m)^g-message\.read +3 +refused +message\.read +default +400 +2026-03-01 12:03:00Z +3 +no such #$")
        );
        Assert.That(JsonNode.Parse(json)!.AsArray().Select(group => (long)group!["count"]!), Is.EqualTo((long[])[3, 1]));
    }

    [Test]
    public async Task An_export_goes_to_the_output_or_to_a_file()
    {
        Api.Admin.AddMany(2);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var (_, lines, _) = await Api.TypeAsync("export");
        var (exitCode, output, error) = await Api.TypeAsync("export", "--format", "csv", "--out", file);

        Assert.That(lines.TrimEnd('\n').Split('\n').Select(line => (long)JsonNode.Parse(line)!["id"]!), Is.EqualTo((long[])[1, 2]));
        Assert.That((exitCode, output, error), Is.EqualTo((0, "", $"Wrote 2 to {file}.\n")));
        Assert.That(await File.ReadAllLinesAsync(file), Has.Length.EqualTo(3));
        File.Delete(file);
    }

    [Test]
    public async Task An_edit_takes_a_file_and_the_newest_version()
    {
        Api.Admin.Add();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"event":"message.read","repaired":true}""");

        var (exitCode, output, _) = await Api.TypeAsync("edit", "1", file, "--why", "repaired");
        var (stale, _, error) = await Api.TypeAsync("edit", "1", file, "--version", "0");

        Assert.That(
            (exitCode, output),
            Is.EqualTo((0, "Dead letter 1 has version 1 now. Replay it with: meta-bridge dead-letters replay 1\n"))
        );
        Assert.That(Api.Admin.All[0].Content, Does.Contain("repaired"));
        Assert.That((stale, error), Is.EqualTo((1, "Somebody edited it since.\n")));
        File.Delete(file);
    }

    [Test]
    public async Task The_audit_is_a_line_for_each_deed()
    {
        Api.Admin.Add();
        await Api.TypeAsync("discard", "1", "--yes", "--why", "a test");

        var (exitCode, output, _) = await Api.TypeAsync("audit");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Match(@"(?m)^2026-03-01 12:00:00Z +olga +discard +1 +some dead letters +a test$"));
    }
}
