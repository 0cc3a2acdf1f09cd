using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Bridge.DeadLetters;
using Bridge.Ops.Access;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>What the pages say and do, over the real desk.</summary>
public partial class PageTests
{
    private const string Person = "254712345678";

    private OpsRig _rig = null!;
    private Visitor _olga = null!;

    [SetUp]
    public async Task Start()
    {
        _rig = await OpsRig.StartAsync();
        _olga = await _rig.VisitAsync(OpsRole.Operator);
    }

    [TearDown]
    public async Task Stop()
    {
        _olga.Dispose();
        await _rig.DisposeAsync();
    }

    [Test]
    public async Task The_overview_begins_with_what_matters_most()
    {
        Assert.That((await _olga.GetAsync("/ops")).Text, Does.Match("<h1>(All is well|Nothing is dead)"));

        await _rig.KillAsync(1, 3);

        var overview = (await _olga.GetAsync("/ops")).Text;
        Assert.That(overview, Does.Contain("3 letters are dead").And.Contains("The collector refused it (400)").And.Contains("unknown property"));
    }

    [Test]
    public async Task A_person_is_masked_until_an_operator_reveals_them_and_the_audit_keeps_that()
    {
        await _rig.KillAsync(1, 1);
        var letter = await _rig.NewestAsync();

        var masked = (await _olga.GetAsync($"/ops/letters/{letter.Id}")).Text + (await _olga.GetAsync("/ops/letters")).Text + (await _olga.GetAsync($"/ops/replay?id={letter.Id}")).Text;
        var revealed = await _olga.PostAsync($"/ops/letters/{letter.Id}/reveal");

        Assert.That(masked, Does.Not.Contain(Person));
        Assert.That(revealed.Text, Does.Contain(Person));
        Assert.That((await _olga.GetAsync("/ops/audit")).Text, Does.Contain("olga").And.Contains("reveal").And.Contains($"letter {letter.Id}").And.Not.Contains(Person));
    }

    [Test]
    public async Task A_viewer_is_shown_nothing_that_acts()
    {
        await _rig.KillAsync(1, 2);
        using var vera = await _rig.VisitAsync(OpsRole.Viewer);
        var letter = await _rig.NewestAsync();

        foreach (var path in new[] { "/ops", "/ops/groups", "/ops/letters", $"/ops/letters/{letter.Id}", "/ops/replays", "/ops/audit" })
        {
            var page = (await vera.GetAsync(path)).Text;

            Assert.That(Actions().Matches(page).Select(match => match.Groups["action"].Value), Is.All.EqualTo("/ops/sign-out").Or.EqualTo("/ops/letters"), path);
            Assert.That(page, Does.Not.Contain("/ops/replay?").And.Not.Contains("/ops/discard?").And.Not.Contains("checkbox"), path);
        }
    }

    [Test]
    public async Task What_was_discarded_is_brought_back_by_undo_exactly()
    {
        await _rig.KillAsync(1, 4);
        var ids = (await _rig.Desk.ListAsync(new LetterFilter(), null, 10, null, CancellationToken.None)).Items.Select(letter => letter.Id.ToString(CultureInfo.InvariantCulture)).ToList();
        await DiscardAsync(("id", ids[3]));
        await _olga.GetAsync("/ops/letters");

        var answer = await DiscardAsync(("id", ids[0]), ("id", ids[1]));
        var list = await _olga.GetAsync(answer.Location);
        var undo = WebUtility.HtmlDecode(Undo().Match(list.Text).Groups["undo"].Value);
        var undone = await _olga.PostAsync("/ops/restore", ("letters", undo));

        Assert.That((answer.Status, answer.Location), Is.EqualTo((HttpStatusCode.SeeOther, "/ops/letters")));
        Assert.That(list.Text, Does.Contain("2 letters were put aside"));
        Assert.That((await _olga.GetAsync(undone.Location)).Text, Does.Contain("2 letters are dead again"));
        Assert.That(await StatesAsync(ids), Is.EqualTo("dead dead dead discarded"));
    }

    [Test]
    public async Task No_undo_is_offered_that_would_bring_back_more_than_was_discarded()
    {
        await _rig.KillAsync(1, 3);
        var newest = await _rig.NewestAsync();
        await DiscardAsync(("id", newest.Id.ToString(CultureInfo.InvariantCulture)));
        await _olga.GetAsync("/ops/letters");

        var answer = await DiscardAsync(("reason", "refused"), ("upTo", newest.Id.ToString(CultureInfo.InvariantCulture)));

        Assert.That((await _olga.GetAsync(answer.Location)).Text, Does.Contain("2 letters were put aside").And.Not.Contains(">Undo<"));
    }

    [Test]
    public async Task A_form_with_nothing_chosen_does_nothing()
    {
        await _rig.KillAsync(1, 2);

        var planned = await _olga.GetAsync("/ops/replay?back=");
        var asked = await _olga.GetAsync("/ops/discard?back=");
        var discarded = await DiscardAsync();
        var restored = await _olga.PostAsync("/ops/restore", ("what", "chosen"));

        Assert.That(new[] { planned, asked, discarded, restored }.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(planned.Text, Does.Contain("No letter was chosen"));
        Assert.That(await _rig.CountDeadAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_replay_started_twice_is_one_and_its_page_renews_itself_only_while_it_runs()
    {
        await _rig.KillAsync(1, 5);
        _rig.Collector.Everything = ScriptedAnswer.Status(503);
        var plan = (await _olga.GetAsync("/ops/replay?reason=refused")).Text;
        var snapshot = WebUtility.HtmlDecode(Snapshot().Match(plan).Groups["snapshot"].Value);
        (string, string)[] order = [("snapshot", snapshot), ("reason", "refused"), ("upTo", UpTo().Match(plan).Groups["number"].Value), ("why", "mended"), ("rate", "100")];

        var first = await _olga.PostAsync("/ops/replays", order);
        var second = await _olga.PostAsync("/ops/replays", order);
        var running = (await _olga.GetAsync(first.Location)).Text;
        var still = (await _olga.GetAsync(first.Location + "?still=yes")).Text;
        _rig.Collector.Everything = null;
        await _olga.PostAsync("/ops/destinations/default/resume");
        await Eventually.HoldsAsync(async () => (await _olga.GetAsync(first.Location)).Text.Contains("5 letters went through", StringComparison.Ordinal), "the replay is over");
        var over = (await _olga.GetAsync(first.Location)).Text;

        Assert.That((first.Status, first.Location), Is.EqualTo((second.Status, second.Location)));
        Assert.That(running, Does.Contain("http-equiv=\"refresh\"").And.Contains("at most 100 a second").And.Contains("mended"));
        Assert.That(still, Does.Not.Contain("http-equiv"));
        Assert.That(over, Does.Not.Contain("http-equiv"));
        Assert.That(_rig.Collector.Taken, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task An_edit_that_is_refused_keeps_what_was_typed_and_says_why()
    {
        await _rig.KillAsync(1, 1);
        var letter = await _rig.NewestAsync();
        var path = $"/ops/letters/{letter.Id}/content";

        var unsound = await _olga.PostAsync(path, ("content", "{ \"typed\": <b>"), ("version", "0"));
        var stale = await _olga.PostAsync(path, ("content", "{}"), ("version", "7"));

        Assert.That((unsound.Status, stale.Status), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.Conflict)));
        Assert.That(WebUtility.HtmlDecode(unsound.Text), Does.Contain("not well-formed JSON").And.Contains("{ \"typed\": <b>"));
        Assert.That(unsound.Text, Does.Not.Contain("<b>"));
        Assert.That(stale.Text, Does.Contain("was changed meanwhile"));
    }

    [Test]
    public async Task An_edit_becomes_a_version_and_the_page_shows_what_changed()
    {
        await _rig.KillAsync(1, 1);
        var id = (await _rig.NewestAsync()).Id;
        var content = (await _rig.Desk.FindAsync(id, new Actor("test"), CancellationToken.None))!.Content;

        var form = await _olga.PostAsync($"/ops/letters/{id}/edit");
        var saved = await _olga.PostAsync($"/ops/letters/{id}/content", ("content", content.Replace("\"KE\"", "\"TZ\"", StringComparison.Ordinal)), ("version", "0"), ("why", "wrong country"));
        var page = WebUtility.HtmlDecode((await _olga.GetAsync(saved.Location)).Text);

        Assert.That(form.Text, Does.Contain(Person), "whoever edits sees what they edit");
        Assert.That(page, Does.Contain("Saved as version 1").And.Contains("countryCode\": \"KE\"").And.Contains("countryCode\": \"TZ\"").And.Contains("<ins>").And.Contains("<del>"));
    }

    [TestCase("status=abc")]
    [TestCase("status=99999")]
    [TestCase("state=buried")]
    [TestCase("reason=because")]
    [TestCase("since=yesterday")]
    [TestCase("id=1&id=x")]
    [TestCase("upTo=-3")]
    public async Task A_filter_that_makes_no_sense_is_said_and_not_widened(string query)
    {
        await _rig.KillAsync(1, 1);

        var list = await _olga.GetAsync("/ops/letters?" + query);
        var plan = await _olga.GetAsync("/ops/replay?" + query);
        var ask = await _olga.GetAsync("/ops/discard?" + query);

        Assert.That(new[] { list.Status, plan.Status, ask.Status }, Is.All.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(list.Text, Does.Contain("role=\"alert\"").And.Not.Contains("checkbox"));
    }

    [TestCase("/ops/letters/999")]
    [TestCase("/ops/letters/abc")]
    [TestCase("/ops/replays/999")]
    [TestCase("/ops/there/is/no/such")]
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
    {
        var answer = await _olga.GetAsync(path);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.Text, Does.Contain("<h1>There is no"));
    }

    [Test]
    public async Task Markup_in_answers_contents_and_filters_is_text()
    {
        const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'--></title>";
        await _rig.KillAsync(1, 1, Hostile, 422);
        var letter = await _rig.NewestAsync();
        var text = Uri.EscapeDataString(Hostile);

        foreach (var path in new[] { "/ops", "/ops/groups", "/ops/letters", $"/ops/letters/{letter.Id}", $"/ops/letters?text={text}", $"/ops/letters?event={text}&state={text}", $"/ops/replay?text={text}&upTo=9", $"/ops/discard?upTo=9&back={text}", $"/ops/sign-in?to=/ops/{text}", $"/ops/replays?{text}={text}" })
        {
            var page = (await _olga.GetAsync(path)).Text;

            Assert.That(page, Does.Not.Contain("<script").And.Not.Contains("<img").And.Not.Contains("--></title>"), path);
        }
    }

    [Test]
    public async Task The_pages_hold_no_script_no_inline_style_and_nothing_from_elsewhere()
    {
        await _rig.KillAsync(1, 2);
        var letter = await _rig.NewestAsync();

        foreach (var path in new[] { "/ops", "/ops/sign-in", "/ops/groups", "/ops/letters", $"/ops/letters/{letter.Id}", $"/ops/replay?id={letter.Id}", $"/ops/discard?id={letter.Id}", "/ops/replays", "/ops/audit" })
        {
            Assert.That(Foreign().Matches((await _olga.GetAsync(path)).Text).Select(match => match.Value), Is.Empty, path);
        }
    }

    [Test]
    public async Task What_today_can_be_read_is_shown_as_what_it_would_become()
    {
        using var answer = await _rig.Bridge.SendAsync(SignedRequest.Create(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, "unknown-field"))));
        await Eventually.HoldsAsync(async () => await _rig.CountDeadAsync() == 1, "dead");
        var letter = await _rig.NewestAsync();

        var page = WebUtility.HtmlDecode((await _olga.GetAsync($"/ops/letters/{letter.Id}")).Text);

        Assert.That(page, Does.Contain("What today's Bridge makes of it").And.Contains("poll_results").And.Contains("still not recognised"));
    }

    [Test]
    public async Task While_the_store_is_down_each_page_says_so_with_503()
    {
        var desk = new InMemoryDesk { Failure = new StorageException("The store is locked by another program, such as a sqlite3 shell; close that program.") };
        await using var rig = await OpsRig.StartAsync(adjust: builder => builder.Services.AddSingleton<IDeadLetterDesk>(desk));
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        foreach (var path in new[] { "/ops/groups", "/ops/letters", "/ops/letters/1", "/ops/replays/1", "/ops/replay?id=1", "/ops/discard?id=1" })
        {
            var answer = await visitor.GetAsync(path);

            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), path);
            Assert.That(answer.Text, Does.Contain("The store does not answer").And.Contains("close that program"), path);
        }
    }

    [Test]
    public async Task An_unexpected_failure_is_a_page_and_a_log_line_without_what_it_quotes()
    {
        var desk = new InMemoryDesk { Failure = new InvalidOperationException("quotes " + Person) };
        await using var rig = await OpsRig.StartAsync(adjust: builder => builder.Services.AddSingleton<IDeadLetterDesk>(desk));
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        var answer = await visitor.GetAsync("/ops/letters");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(answer.Text, Does.Contain("Bridge failed here").And.Not.Contains(Person));
        Assert.That(rig.Bridge.Logs, Has.Some.Contains("failed with an unexpected System.InvalidOperationException").And.None.Contains(Person));
    }

    private Task<Answer> DiscardAsync(params (string, string)[] fields) => _olga.PostAsync("/ops/discard", fields);

    private async Task<string> StatesAsync(IEnumerable<string> ids)
    {
        var states = new List<string>();
        foreach (var id in ids)
        {
            var letter = await _rig.Desk.FindAsync(long.Parse(id, CultureInfo.InvariantCulture), null, CancellationToken.None);
            states.Add(letter!.Summary.State.ToString().ToLowerInvariant());
        }

        return string.Join(' ', states);
    }

    [GeneratedRegex("(?:form)?action=\"(?<action>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Actions();

    [GeneratedRegex("name=\"letters\" value=\"(?<undo>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Undo();

    [GeneratedRegex("name=\"snapshot\" value=\"(?<snapshot>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Snapshot();

    [GeneratedRegex("name=\"upTo\" value=\"(?<number>[0-9]+)\"", RegexOptions.None, 1000)]
    private static partial Regex UpTo();

    [GeneratedRegex("<script|<style|<iframe|<object|\\sstyle=|\\son[a-z]+=|javascript:|(?:src|href|action)=\"(?!/ops|#|data:,)[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Foreign();
}
