using System.Net;
using Bridge.Ops;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>The page of figures: what is known is drawn and has its table, what is not says why.</summary>
public class InsightsPageTests : PageFixture
{
    [Test]
    public async Task Without_anything_counted_each_chart_says_why_it_is_empty()
    {
        var page = WebUtility.HtmlDecode((await Olga.GetAsync("/ops/insights")).Text);

        Assert.That(page, Does.Contain(Reasons.NothingCounted).And.Contains(Reasons.NoAgents).And.Contains(Reasons.NoAds));
        Assert.That(page, Does.Not.Contain("role=\"img\""));
    }

    [Test]
    public async Task What_was_counted_is_drawn_with_a_table_beside_it_and_may_be_saved()
    {
        await CountAsync();

        var page = WebUtility.HtmlDecode((await Olga.GetAsync("/ops/insights?since=3650d")).Text);
        var file = await Olga.GetAsync("/ops/insights/countries/csv?since=3650d");

        Assert.That(
            page,
            Does.Contain("aria-label=\"Message volume: from").And.Contains("The same as a table").And.Contains("<td role=\"cell\"")
        );
        Assert.That(file.Text, Is.EqualTo("country,received,sent,\"new contacts\",conversations\r\nKE,2,0,0,1\r\n"));
    }

    [Test]
    public async Task A_filter_that_makes_no_sense_is_told_and_not_guessed()
    {
        var answer = await Olga.GetAsync("/ops/insights?agent=a&campaign=b");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(WebUtility.HtmlDecode(answer.Text), Does.Contain("Choose an agent or a campaign"));
    }

    [Test]
    public async Task There_is_no_chart_of_another_name()
    {
        var answer = await Olga.GetAsync("/ops/insights/nothing/json");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(WebUtility.HtmlDecode(answer.Text), Does.Contain("There is no chart nothing; there are volume"));
    }

    /// <summary>Two messages of one person, the second of them told twice.</summary>
    private async Task CountAsync()
    {
        foreach (var number in new[] { 1, 2, 2 })
        {
            using var answer = await Rig.Bridge.SendAsync(SignedRequest.Create(new TextWebhook(number).Body));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await Eventually.HoldsAsync(
            async () =>
                (await Olga.GetAsync("/ops/insights/received-types/csv?since=3650d")).Text.Contains("text,2", StringComparison.Ordinal),
            "both are counted"
        );
    }
}
