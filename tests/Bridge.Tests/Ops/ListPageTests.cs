using System.Net;
using System.Text.RegularExpressions;
using Bridge.Support;

namespace Bridge.Ops;

/// <summary>The list of dead letters: looked over, chosen from, taken away.</summary>
public partial class ListPageTests : PageFixture
{
    [Test]
    public async Task All_that_is_shown_is_chosen_without_a_script_and_chosen_no_more()
    {
        await Rig.KillAsync(1, 3);

        var none = await Olga.GetAsync("/ops/dead-letters?reason=refused");
        var all = await Olga.GetAsync(AddressOf(none.Text, "Choose all 3 shown"));
        var again = await Olga.GetAsync(AddressOf(all.Text, "Choose none"));

        Assert.That(Ticked().Count(none.Text), Is.Zero);
        Assert.That(Ticked().Count(all.Text), Is.EqualTo(3));
        Assert.That(Ticked().Count(again.Text), Is.Zero);
    }

    [Test]
    public async Task What_the_list_means_is_exported_masked_and_the_audit_keeps_it()
    {
        await Rig.KillAsync(1, 3);
        var list = await Olga.GetAsync("/ops/dead-letters?reason=refused");

        var csv = await Olga.GetAsync(AddressOf(list.Text, "CSV"));
        var lines = await Olga.GetAsync(AddressOf(list.Text, "NDJSON"));
        var none = await Olga.GetAsync("/ops/export?format=xml");

        Assert.That(csv.Text.Split("\r\n"), Has.Length.EqualTo(5), "a header, three dead letters, and the end");
        Assert.That(lines.Text.Split('\n'), Has.Length.EqualTo(4));
        Assert.That(csv.Text + lines.Text, Does.Contain("message.received").And.Not.Contain("254712345678"));
        Assert.That((await Olga.GetAsync("/ops/audit")).Text, Does.Contain("export"));
        Assert.That(none.Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_filter_that_nothing_matches_is_named()
    {
        await Rig.KillAsync(1, 1);

        var list = await Olga.GetAsync("/ops/dead-letters?reason=expired&event=a.b");

        Assert.That(list.Text, Does.Contain("There are no dead letters that match: reason expired").And.Contain("a.b"));
    }

    [Test]
    public async Task An_edit_that_will_die_again_says_so()
    {
        using var answer = await Rig.Bridge.SendAsync(SignedRequest.Create("no JSON"u8.ToArray()));
        await Eventually.HoldsAsync(async () => await Rig.CountDeadAsync() == 1, "it is dead");
        var id = (await Rig.NewestAsync()).Id;

        var saved = await Olga.PostAsync($"/ops/dead-letters/{id}/content", ("content", "no JSON either"), ("version", "0"));
        var shown = WebUtility.HtmlDecode((await Olga.GetAsync(saved.Location)).Text);

        Assert.That(shown, Does.Contain("Saved as version 1, but replayed as it is now it dies again: the body is not JSON."));
    }

    private static string AddressOf(string page, string link) =>
        WebUtility.HtmlDecode(
            Regex
                .Match(page, $"<a href=\"(?<address>[^\"]*)\">{link}</a>", RegexOptions.None, TimeSpan.FromSeconds(1))
                .Groups["address"]
                .Value
        );

    [GeneratedRegex("<input type=\"checkbox\"[^>]* checked", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ticked();
}
