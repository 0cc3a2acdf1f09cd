using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Ops;

/// <summary>Who may look for what stands in dead letters: whoever may not see it cannot find it out by searching either.</summary>
public class ContentSearchTests
{
    private const string Blind = "•••••";

    [TestCase("/ops/dead-letters?text=254712")]
    [TestCase("/api/dead-letters?text=254712")]
    [TestCase("/api/dead-letters/groups?text=254712")]
    [TestCase("/api/dead-letters/export?text=254712")]
    [TestCase("/api/dead-letters/plans")]
    public async Task A_viewer_cannot_search_contents_and_is_told_so(string address)
    {
        await using var rig = await OpsRig.StartAsync();
        using var vera = await rig.VisitAsync(OpsRole.Viewer);

        var answer = await vera.AskAsync(address, OpsRole.Viewer);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Text, Does.Contain("search contents"));
    }

    [TestCase("/ops/dead-letters?event=deal.w*")]
    [TestCase("/ops/export?event=deal.w*&format=csv")]
    [TestCase("/api/dead-letters?event=deal.won")]
    [TestCase("/api/dead-letters/groups?event=deal.w*")]
    [TestCase("/api/dead-letters/export?event=d*")]
    public async Task A_viewer_cannot_find_out_the_name_of_a_CRMs_event_letter_by_letter(string address)
    {
        await using var rig = await OpsRig.StartAsync();
        using var vera = await rig.VisitAsync(OpsRole.Viewer);

        var answer = await vera.AskAsync(address, OpsRole.Viewer);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        using var olga = await rig.VisitAsync(OpsRole.Operator);
        Assert.That((await olga.AskAsync(address, OpsRole.Operator)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/ops/dead-letters?event=message.*")]
    [TestCase("/api/dead-letters?event=message.received")]
    [TestCase("/api/dead-letters?reason=unrecognised&event=some_field")]
    public async Task A_viewer_may_ask_for_names_that_nothing_masks(string address)
    {
        await using var rig = await OpsRig.StartAsync();
        using var vera = await rig.VisitAsync(OpsRole.Viewer);

        Assert.That((await vera.AskAsync(address, OpsRole.Viewer)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task What_an_operator_does_by_a_blind_name_tells_it_to_no_viewer()
    {
        await using var rig = await OpsRig.StartAsync();
        await PostAsync(
            rig,
            """{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"Wanjiku Kamau","value":{}}]}]}"""
        );
        await Eventually.HoldsAsync(async () => await rig.CountDeadAsync() == 1, "nobody knows it");
        using var vera = await rig.VisitAsync(OpsRole.Viewer);

        var filter = new DeadLetterFilter { Event = "Wanjiku Kamau" };
        var plan = await rig.Admin.PlanAsync(filter, CancellationToken.None);
        await rig.Admin.StartAsync(new ReplayOrder(plan.Snapshot, filter, null, "known by now"), new Actor("olga"), CancellationToken.None);
        await rig.Admin.DiscardAsync(filter, null, new Actor("olga"), CancellationToken.None);

        foreach (var address in (string[])["/api/dead-letters/replays", "/api/dead-letters/audit", "/ops/replays", "/ops/audit"])
        {
            var answer = await vera.AskAsync(address, OpsRole.Viewer);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), address);
            Assert.That(answer.Text, Does.Not.Contain("Wanjiku"), address);
        }

        var planned = await PlanAsync(vera, """{"all":true}""");
        Assert.That(planned.Text, Does.Contain("\"byReason\"").And.Not.Contain("Wanjiku"));
    }

    [TestCase("/ops/dead-letters?event=message*")]
    [TestCase("/ops/export?event=message*&format=csv")]
    [TestCase("/api/dead-letters?event=message*")]
    [TestCase("/api/dead-letters/groups?event=message*")]
    [TestCase("/api/dead-letters/export?event=message*")]
    public async Task What_a_viewer_asks_for_by_the_beginning_of_a_name_is_no_unknown_webhook_whose_name_is_blind(string address)
    {
        await using var rig = await OpsRig.StartAsync();
        await PostAsync(
            rig,
            """{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"message.Anna","value":{}}]}]}"""
        );
        await Eventually.HoldsAsync(async () => await rig.CountDeadAsync() == 1, "nobody knows it");
        using var vera = await rig.VisitAsync(OpsRole.Viewer);
        using var olga = await rig.VisitAsync(OpsRole.Operator);

        var (seen, all) = (await vera.AskAsync(address, OpsRole.Viewer), await olga.AskAsync(address, OpsRole.Operator));

        Assert.That((seen.Status, all.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(WebUtility.HtmlDecode(seen.Text), Does.Not.Contain(Blind));
        Assert.That(WebUtility.HtmlDecode(all.Text), Does.Contain(Blind).Or.Contain("message.Anna"));
    }

    [TestCase("/ops/dead-letters?text=254712")]
    [TestCase("/api/dead-letters?text=254712")]
    [TestCase("/api/dead-letters/groups?text=254712")]
    [TestCase("/api/dead-letters/export?text=254712")]
    [TestCase("/api/dead-letters/plans")]
    public async Task An_operators_search_of_contents_is_in_the_audit_without_what_was_searched_for(string address)
    {
        await using var rig = await OpsRig.StartAsync();
        using var olga = await rig.VisitAsync(OpsRole.Operator);

        var answer = await olga.AskAsync(address, OpsRole.Operator);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        var audit = await rig.Admin.GetAuditAsync(null, 10, CancellationToken.None);
        Assert.That(audit.Select(entry => $"{entry.By} {entry.Action}: {entry.Subject}"), Has.One.StartsWith("olga search: "));
        Assert.That(audit.Select(entry => entry.Subject), Has.None.Contains("254712"));
    }

    private static Task<Answer> PlanAsync(Visitor visitor, string filter)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/dead-letters/plans")
        {
            Content = new StringContent(filter, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OpsRig.KeyOf(OpsRole.Viewer));
        return visitor.SendAsync(request);
    }

    private static async Task PostAsync(OpsRig rig, string body)
    {
        using var answer = await rig.Bridge.SendAsync(SignedRequest.Create(Encoding.UTF8.GetBytes(body)));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
