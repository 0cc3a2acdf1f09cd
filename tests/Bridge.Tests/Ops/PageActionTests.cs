using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Bridge.DeadLetters;
using Bridge.Support;

namespace Bridge.Ops;

/// <summary>What the forms of the pages do, over the real desk.</summary>
public partial class PageActionTests : PageFixture
{
    [Test]
    public async Task What_was_discarded_is_brought_back_by_undo_exactly()
    {
        await Rig.KillAsync(1, 4);
        var ids = (await Rig.Admin.ListAsync(new DeadLetterFilter(), null, 10, null, CancellationToken.None))
            .Items.Select(deadLetter => deadLetter.Id.ToString(CultureInfo.InvariantCulture))
            .ToList();
        await DiscardAsync(("id", ids[3]));
        await Olga.GetAsync("/ops/dead-letters");

        var answer = await DiscardAsync(("id", ids[0]), ("id", ids[1]));
        var list = await Olga.GetAsync(answer.Location);
        var undo = WebUtility.HtmlDecode(Undo().Match(list.Text).Groups["undo"].Value);
        var undone = await Olga.PostAsync("/ops/restore", ("deadLetters", undo));

        Assert.That((answer.Status, answer.Location), Is.EqualTo((HttpStatusCode.SeeOther, "/ops/dead-letters")));
        Assert.That(list.Text, Does.Contain("2 dead letters were put aside"));
        Assert.That((await Olga.GetAsync(undone.Location)).Text, Does.Contain("2 dead letters are dead again"));
        Assert.That(await StatesAsync(ids), Is.EqualTo("dead dead dead discarded"));
    }

    [Test]
    public async Task No_undo_is_offered_that_would_bring_back_more_than_was_discarded()
    {
        await Rig.KillAsync(1, 3);
        var newest = await Rig.NewestAsync();
        await DiscardAsync(("id", newest.Id.ToString(CultureInfo.InvariantCulture)));
        await Olga.GetAsync("/ops/dead-letters");

        var answer = await DiscardAsync(("reason", "refused"), ("upTo", newest.Id.ToString(CultureInfo.InvariantCulture)));

        Assert.That((await Olga.GetAsync(answer.Location)).Text, Does.Contain("2 dead letters were put aside").And.Not.Contains(">Undo<"));
    }

    [Test]
    public async Task A_form_with_nothing_chosen_does_nothing()
    {
        await Rig.KillAsync(1, 2);

        var planned = await Olga.GetAsync("/ops/replay?back=");
        var asked = await Olga.GetAsync("/ops/discard?back=");
        var discarded = await DiscardAsync();
        var restored = await Olga.PostAsync("/ops/restore", ("what", "chosen"));

        Assert.That(
            new[] { planned, asked, discarded, restored }.Select(answer => answer.Status),
            Is.All.EqualTo(HttpStatusCode.BadRequest)
        );
        Assert.That(planned.Text, Does.Contain("No dead letter was chosen"));
        Assert.That(await Rig.CountDeadAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_replay_started_twice_is_one_and_its_page_renews_itself_only_while_it_runs()
    {
        await Rig.KillAsync(1, 5);
        Rig.Collector.Everything = ScriptedAnswer.Status(503);
        var plan = (await Olga.GetAsync("/ops/replay?reason=refused")).Text;
        var snapshot = WebUtility.HtmlDecode(Snapshot().Match(plan).Groups["snapshot"].Value);
        (string, string)[] order =
        [
            ("snapshot", snapshot),
            ("reason", "refused"),
            ("upTo", UpTo().Match(plan).Groups["number"].Value),
            ("why", "mended"),
            ("rate", "100"),
        ];

        var first = await Olga.PostAsync("/ops/replays", order);
        var second = await Olga.PostAsync("/ops/replays", order);
        var running = (await Olga.GetAsync(first.Location)).Text;
        var still = (await Olga.GetAsync(first.Location + "?still=yes")).Text;
        Rig.Collector.Everything = null;
        await Olga.PostAsync("/ops/destinations/default/resume");
        await Eventually.HoldsAsync(
            async () => (await Olga.GetAsync(first.Location)).Text.Contains("5 dead letters went through", StringComparison.Ordinal),
            "the replay is over"
        );
        var over = (await Olga.GetAsync(first.Location)).Text;

        Assert.That((first.Status, first.Location), Is.EqualTo((second.Status, second.Location)));
        Assert.That(running, Does.Contain("http-equiv=\"refresh\"").And.Contains("at most 100 a second").And.Contains("mended"));
        Assert.That(still, Does.Not.Contain("http-equiv"));
        Assert.That(over, Does.Not.Contain("http-equiv"));
        Assert.That(Rig.Collector.Taken, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task An_edit_that_is_refused_keeps_what_was_typed_and_says_why()
    {
        await Rig.KillAsync(1, 1);
        var deadLetter = await Rig.NewestAsync();
        var path = $"/ops/dead-letters/{deadLetter.Id}/content";

        var unsound = await Olga.PostAsync(path, ("content", "{ \"typed\": <b>"), ("version", "0"));
        var stale = await Olga.PostAsync(path, ("content", "{}"), ("version", "7"));

        Assert.That((unsound.Status, stale.Status), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.Conflict)));
        Assert.That(WebUtility.HtmlDecode(unsound.Text), Does.Contain("not well-formed JSON").And.Contains("{ \"typed\": <b>"));
        Assert.That(unsound.Text, Does.Not.Contain("<b>"));
        Assert.That(stale.Text, Does.Contain("was changed meanwhile"));
    }

    [Test]
    public async Task An_edit_becomes_a_version_and_the_page_shows_what_changed()
    {
        await Rig.KillAsync(1, 1);
        var id = (await Rig.NewestAsync()).Id;
        var content = (await Rig.Admin.FindAsync(id, new Actor("test"), CancellationToken.None))!.Content;

        var form = await Olga.PostAsync($"/ops/dead-letters/{id}/edit");
        var saved = await Olga.PostAsync(
            $"/ops/dead-letters/{id}/content",
            ("content", content.Replace("\"KE\"", "\"TZ\"", StringComparison.Ordinal)),
            ("version", "0"),
            ("why", "wrong country")
        );
        var page = WebUtility.HtmlDecode((await Olga.GetAsync(saved.Location)).Text);

        Assert.That(form.Text, Does.Contain(Person), "whoever edits sees what they edit");
        Assert.That(
            page,
            Does.Contain("Saved as version 1")
                .And.Contains("countryCode\": \"KE\"")
                .And.Contains("countryCode\": \"TZ\"")
                .And.Contains("<ins>")
                .And.Contains("<del>")
        );
    }

    private Task<Answer> DiscardAsync(params (string, string)[] fields) => Olga.PostAsync("/ops/discard", fields);

    private async Task<string> StatesAsync(IEnumerable<string> ids)
    {
        var states = new List<string>();
        foreach (var id in ids)
        {
            var deadLetter = await Rig.Admin.FindAsync(long.Parse(id, CultureInfo.InvariantCulture), null, CancellationToken.None);
            states.Add(deadLetter!.Summary.State.ToString().ToLowerInvariant());
        }

        return string.Join(' ', states);
    }

    [GeneratedRegex("name=\"deadLetters\" value=\"(?<undo>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Undo();

    [GeneratedRegex("name=\"snapshot\" value=\"(?<snapshot>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Snapshot();

    [GeneratedRegex("name=\"upTo\" value=\"(?<number>[0-9]+)\"", RegexOptions.None, 1000)]
    private static partial Regex UpTo();
}
