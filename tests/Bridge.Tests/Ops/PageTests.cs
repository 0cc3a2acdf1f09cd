using System.Net;
using System.Text.RegularExpressions;
using Bridge.DeadLetters;
using Bridge.Ops.Access;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>What the pages say, over the real administration.</summary>
public partial class PageTests : PageFixture
{
    [Test]
    public async Task The_overview_begins_with_what_matters_most()
    {
        Assert.That((await Olga.GetAsync("/ops")).Text, Does.Match("<h1>(All is well|Nothing is dead)"));

        await Rig.KillAsync(1, 3);

        var overview = (await Olga.GetAsync("/ops")).Text;
        Assert.That(
            overview,
            Does.Contain("3 dead letters").And.Contains("The collector refused it (400)").And.Contains("unknown property")
        );
    }

    [Test]
    public async Task A_person_is_masked_until_an_operator_reveals_them_and_the_audit_keeps_that()
    {
        await Rig.KillAsync(1, 1);
        var deadLetter = await Rig.NewestAsync();

        var masked =
            (await Olga.GetAsync($"/ops/dead-letters/{deadLetter.Id}")).Text
            + (await Olga.GetAsync("/ops/dead-letters")).Text
            + (await Olga.GetAsync($"/ops/replay?id={deadLetter.Id}")).Text;
        var revealed = await Olga.PostAsync($"/ops/dead-letters/{deadLetter.Id}/reveal");

        Assert.That(masked, Does.Not.Contain(Person));
        Assert.That(revealed.Text, Does.Contain(Person));
        Assert.That(
            (await Olga.GetAsync("/ops/audit")).Text,
            Does.Contain("olga").And.Contains("reveal").And.Contains($"dead letter {deadLetter.Id}").And.Not.Contains(Person)
        );
    }

    [Test]
    public async Task A_viewer_is_shown_nothing_that_acts()
    {
        await Rig.KillAsync(1, 2);
        using var vera = await Rig.VisitAsync(OpsRole.Viewer);
        var deadLetter = await Rig.NewestAsync();

        foreach (
            var path in new[]
            {
                "/ops",
                "/ops/groups",
                "/ops/dead-letters",
                $"/ops/dead-letters/{deadLetter.Id}",
                "/ops/replays",
                "/ops/audit",
                "/ops/insights",
            }
        )
        {
            var page = (await vera.GetAsync(path)).Text;

            Assert.That(
                Actions().Matches(page).Select(match => match.Groups["action"].Value),
                Is.All.AnyOf("/ops/sign-out", "/ops/dead-letters", "/ops/trace", "/ops/insights"),
                path
            );
            Assert.That(page, Does.Not.Contain("/ops/replay?").And.Not.Contains("/ops/discard?").And.Not.Contains("checkbox"), path);
        }
    }

    [TestCase("status=abc")]
    [TestCase("status=99999")]
    [TestCase("state=dead-lettered")]
    [TestCase("reason=because")]
    [TestCase("since=yesterday")]
    [TestCase("id=1&id=x")]
    [TestCase("upTo=-3")]
    public async Task A_filter_that_makes_no_sense_is_said_and_not_widened(string query)
    {
        await Rig.KillAsync(1, 1);

        var list = await Olga.GetAsync("/ops/dead-letters?" + query);
        var plan = await Olga.GetAsync("/ops/replay?" + query);
        var ask = await Olga.GetAsync("/ops/discard?" + query);

        Assert.That(new[] { list.Status, plan.Status, ask.Status }, Is.All.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(list.Text, Does.Contain("role=\"alert\"").And.Not.Contains("checkbox"));
    }

    [TestCase("/ops/dead-letters/999")]
    [TestCase("/ops/dead-letters/abc")]
    [TestCase("/ops/replays/999")]
    [TestCase("/ops/there/is/no/such")]
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
    {
        var answer = await Olga.GetAsync(path);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.Text, Does.Contain("<h1>There is no"));
    }

    [Test]
    public async Task Markup_in_answers_contents_and_filters_is_text()
    {
        const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'--></title>";
        await Rig.KillAsync(1, 1, Hostile, 422);
        var deadLetter = await Rig.NewestAsync();
        var text = Uri.EscapeDataString(Hostile);

        foreach (
            var path in new[]
            {
                "/ops",
                "/ops/groups",
                "/ops/dead-letters",
                $"/ops/dead-letters/{deadLetter.Id}",
                $"/ops/dead-letters?text={text}",
                $"/ops/dead-letters?event={text}&state={text}",
                $"/ops/replay?text={text}&upTo=9",
                $"/ops/discard?upTo=9&back={text}",
                $"/ops/sign-in?to=/ops/{text}",
                $"/ops/replays?{text}={text}",
                $"/ops/insights?agent={text}&zone={text}",
                $"/ops/insights?agent={text}",
                $"/ops/insights?number={text}",
            }
        )
        {
            var page = (await Olga.GetAsync(path)).Text;

            Assert.That(page, Does.Not.Contain("<script").And.Not.Contains("<img").And.Not.Contains("--></title>"), path);
        }
    }

    [Test]
    public async Task The_pages_hold_no_script_no_inline_style_and_nothing_from_elsewhere()
    {
        await Rig.KillAsync(1, 2);
        var deadLetter = await Rig.NewestAsync();

        foreach (
            var path in new[]
            {
                "/ops",
                "/ops/sign-in",
                "/ops/groups",
                "/ops/dead-letters",
                $"/ops/dead-letters/{deadLetter.Id}",
                $"/ops/replay?id={deadLetter.Id}",
                $"/ops/discard?id={deadLetter.Id}",
                "/ops/replays",
                "/ops/audit",
                "/ops/insights",
            }
        )
        {
            Assert.That(Foreign().Matches((await Olga.GetAsync(path)).Text).Select(match => match.Value), Is.Empty, path);
        }
    }

    [Test]
    public async Task What_today_can_be_read_is_shown_as_what_it_would_become()
    {
        using var answer = await Rig.Bridge.SendAsync(
            SignedRequest.Create(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, "unknown-field")))
        );
        await Eventually.HoldsAsync(async () => await Rig.CountDeadAsync() == 1, "dead");
        var deadLetter = await Rig.NewestAsync();

        var page = WebUtility.HtmlDecode((await Olga.GetAsync($"/ops/dead-letters/{deadLetter.Id}")).Text);

        Assert.That(
            page,
            Does.Contain("What today's Bridge makes of it").And.Contains("poll_results").And.Contains("still not recognised")
        );
    }

    [Test]
    public async Task While_the_store_is_down_each_page_says_so_with_503()
    {
        var admin = new InMemoryDeadLetterAdmin
        {
            Failure = new StorageException("The store is locked by another program, such as a sqlite3 shell; close that program."),
        };
        await using var rig = await OpsRig.StartAsync(adjust: builder => builder.Services.AddSingleton<IDeadLetterAdmin>(admin));
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        foreach (
            var path in new[]
            {
                "/ops/groups",
                "/ops/dead-letters",
                "/ops/dead-letters/1",
                "/ops/replays/1",
                "/ops/replay?id=1",
                "/ops/discard?id=1",
            }
        )
        {
            var answer = await visitor.GetAsync(path);

            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), path);
            Assert.That(answer.Text, Does.Contain("The store does not answer").And.Contains("close that program"), path);
        }
    }

    [Test]
    public async Task An_unexpected_failure_is_a_page_and_a_log_line_without_what_it_quotes()
    {
        var admin = new InMemoryDeadLetterAdmin { Failure = new InvalidOperationException("quotes " + Person) };
        await using var rig = await OpsRig.StartAsync(adjust: builder => builder.Services.AddSingleton<IDeadLetterAdmin>(admin));
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        var answer = await visitor.GetAsync("/ops/dead-letters");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(answer.Text, Does.Contain("Bridge failed here").And.Not.Contains(Person));
        Assert.That(
            rig.Bridge.Logs,
            Has.Some.Contains("failed with an unexpected System.InvalidOperationException").And.None.Contains(Person)
        );
    }

    [GeneratedRegex("(?:form)?action=\"(?<action>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Actions();

    [GeneratedRegex(
        "<script|<style|<iframe|<object|\\sstyle=|\\son[a-z]+=|javascript:|(?:src|href|action)=\"(?!/ops|#|data:,)[^\"]*\"",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Foreign();
}
