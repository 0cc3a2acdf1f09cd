using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conversions;

/// <summary>Meta is told what came of its ads, through the whole: webhook in, Meta and collector out.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class ConversionDeliveryTests(string provider) : ConversionFixture(provider)
{
    [Test]
    public async Task An_order_after_a_click_on_an_ad_is_told_to_Meta_once()
    {
        await using var bridge = await StartBridgeAsync();
        var person = new AdConversation("254700000001", Now.AddHours(-2));

        await AdConversation.SendAsync(bridge, person.Clicks(), person.Orders(Now.AddHours(-1)), person.Orders(Now.AddHours(-1)));
        await ToldAsync(1);
        await AllIsDeliveredAsync();

        var told = Graph.Conversions.Taken.Single();
        Assert.That((string?)told["event_name"], Is.EqualTo("Purchase"));
        Assert.That((long?)told["event_time"], Is.EqualTo(Now.AddHours(-1).ToUnixTimeSeconds()));
        Assert.That((string?)told["user_data"]!["ctwa_clid"], Is.EqualTo(person.Click));
        Assert.That((string?)told["user_data"]!["whatsapp_business_account_id"], Is.EqualTo(AdConversation.Account));
        Assert.That((decimal?)told["custom_data"]!["value"], Is.EqualTo(7400.50m));
        Assert.That((string?)told["custom_data"]!["currency"], Is.EqualTo("KES"));
        Assert.That((string?)told["event_id"], Is.EqualTo(Collector.Taken.Keys.Single(id => NameOf(id) == "order.placed").ToString()));
        Assert.That((await TotalsAsync(bridge)).Missing, Is.Zero);
    }

    [Test]
    public async Task What_a_CRM_tells_of_somebody_who_clicked_is_told_to_Meta()
    {
        await using var bridge = await StartBridgeAsync();
        var person = new AdConversation("254700000001", Now.AddHours(-2));

        await AdConversation.SendAsync(bridge, person.Clicks());
        await Eventually.HoldsAsync(() => Collector.Taken.Count > 0, "the click is taken in");
        using var answer = await bridge.SendAsync(
            CapturePost.Create(
                $$$"""
                {"batch":[{"type":"track","event":"lead.won","userId":"+{{{person.Phone}}}",
                "timestamp":"{{{Now:yyyy-MM-ddTHH:mm:ssZ}}}","context":{"phoneNumberId":"{{{AdConversation.Number}}}","channel":"whatsapp"},
                "properties":{"value":99,"currency":"USD"}}]}
                """
            )
        );
        await ToldAsync(1);

        var told = Graph.Conversions.Taken.Single();
        Assert.That((string?)told["event_name"], Is.EqualTo("LeadSubmitted"));
        Assert.That((string?)told["user_data"]!["ctwa_clid"], Is.EqualTo(person.Click));
        Assert.That((decimal?)told["custom_data"]!["value"], Is.EqualTo(99));
    }

    [Test]
    public async Task Also_what_moves_no_conversation_is_told_to_Meta_or_counted()
    {
        const string Moved = "message.reaction=LeadSubmitted; message.read=ViewContent; lead.won=LeadSubmitted";
        await using var bridge = await StartBridgeAsync(new() { ["Attribution:Conversions"] = Moved });
        var (person, organic) = (new AdConversation("254700000001", Now.AddHours(-2)), new AdConversation("254700000002", default));

        byte[][] moved = [person.Reacts(Now.AddHours(-1)), person.Reads(Now.AddHours(-1)), organic.Reacts(Now.AddHours(-1))];
        await AdConversation.SendAsync(bridge, [person.Clicks(), .. moved]);
        await ToldAsync(2);
        await Eventually.HoldsAsync(
            () => Collector.Taken.Keys.Count(id => NameOf(id) == "message.reaction") == 2,
            "both reactions are taken in"
        );
        using var answer = await bridge.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event("lead.won"))));
        await Eventually.HoldsAsync(() => Collector.Taken.Keys.Any(id => NameOf(id) == "lead.won"), "the lead is taken in");

        Assert.That(
            Graph.Conversions.Taken.Select(told => ((string?)told["event_name"], (string?)told["user_data"]!["ctwa_clid"])),
            Is.EquivalentTo(new[] { ("LeadSubmitted", person.Click), ("ViewContent", person.Click) })
        );
        Assert.That((await TotalsAsync(bridge)).NoConversion, Is.EqualTo(new Dictionary<string, long> { ["no_click"] = 2 }));
    }

    [Test]
    public async Task Of_whom_no_ad_brought_whose_click_is_old_or_who_opted_out_Meta_hears_nothing()
    {
        await using var bridge = await StartBridgeAsync();
        var (organic, late) = (new AdConversation("254700000001", default), new AdConversation("254700000002", Now.AddDays(-8)));
        var (stopped, last) = (new AdConversation("254700000003", Now.AddHours(-3)), new AdConversation("254700000004", Now.AddHours(-3)));

        await AdConversation.SendAsync(bridge, organic.Writes(Now.AddHours(-2)), organic.Orders(Now.AddHours(-1)));
        await AdConversation.SendAsync(bridge, late.Clicks(), late.Orders(Now.AddHours(-1)));
        await AdConversation.SendAsync(
            bridge,
            stopped.Clicks(),
            stopped.Prefers("stop", Now.AddHours(-2)),
            stopped.Orders(Now.AddHours(-1))
        );
        await AdConversation.SendAsync(bridge, last.Clicks(), last.Prefers("stop", Now.AddHours(-2)));
        await AdConversation.SendAsync(bridge, last.Prefers("resume", Now.AddHours(-1)), last.Orders(Now.AddMinutes(-5)));
        await ToldAsync(1);
        await AllIsDeliveredAsync();

        Assert.That((string?)Graph.Conversions.Taken.Single()["user_data"]!["ctwa_clid"], Is.EqualTo(last.Click));
        Assert.That(
            (await TotalsAsync(bridge)).NoConversion,
            Is.EquivalentTo(
                new Dictionary<string, long>
                {
                    ["no_click"] = 1,
                    ["too_old"] = 1,
                    ["opted_out"] = 1,
                }
            )
        );
        Assert.That((await TotalsAsync(bridge)).Missing, Is.Zero);
    }

    [Test]
    public async Task Who_opts_out_while_Meta_is_away_is_not_told_of_when_it_is_back()
    {
        Graph.Conversions.Status = 503;
        await using var bridge = await StartBridgeAsync();
        var (stopped, other) = (new AdConversation("254700000001", Now.AddHours(-3)), new AdConversation("254700000002", Now.AddHours(-3)));

        await AdConversation.SendAsync(bridge, stopped.Clicks(), stopped.Orders(Now.AddHours(-2)));
        await Eventually.HoldsAsync(() => Graph.Conversions.Posts > 0, "Meta is asked in vain");
        await AdConversation.SendAsync(bridge, stopped.Prefers("stop", Now.AddHours(-1)));
        await Eventually.HoldsAsync(() => Collector.Taken.Keys.Any(id => NameOf(id) == "contact.opted_out"), "they opted out");
        await AdConversation.SendAsync(bridge, other.Clicks(), other.Orders(Now.AddHours(-1)));
        Graph.Conversions.Status = null;
        await ToldAsync(1);

        await Eventually.HoldsAsync(async () => await Store.CountAsync("dead_letters WHERE reason = 'opted out'") == 1, "it is put aside");
        Assert.That((string?)Graph.Conversions.Taken.Single()["user_data"]!["ctwa_clid"], Is.EqualTo(other.Click));
    }

    [TestCase("""click\u0000""")]
    [TestCase("""\ud800click""")]
    [TestCase("""click\udc00\u001f""")]
    public async Task A_click_whose_id_is_no_text_is_not_told_to_Meta(string click)
    {
        await using var bridge = await StartBridgeAsync();
        var (bad, good) = (new AdConversation("254700000001", Now.AddHours(-2)), new AdConversation("254700000002", Now.AddHours(-2)));

        await AdConversation.SendAsync(bridge, bad.ClicksAs(click), bad.Orders(Now.AddHours(-1)));
        await AdConversation.SendAsync(bridge, good.Clicks(), good.Orders(Now.AddHours(-1)));
        await ToldAsync(1);
        await AllIsDeliveredAsync();

        Assert.That(Clicks(), Is.EqualTo([good.Click]));
        Assert.That((await TotalsAsync(bridge)).NoConversion, Is.EqualTo(new Dictionary<string, long> { ["bad_click"] = 1 }));
    }

    [Test]
    public async Task Why_Meta_is_not_told_stands_in_the_overview_for_programs()
    {
        await using var bridge = await StartBridgeAsync(ViewerKey.Settings.ToDictionary());
        var organic = new AdConversation("254700000001", default);

        await AdConversation.SendAsync(bridge, organic.Writes(Now.AddHours(-2)), organic.Orders(Now.AddHours(-1)));
        await Eventually.HoldsAsync(() => Collector.Taken.Keys.Any(id => NameOf(id) == "order.placed"), "the order is delivered");
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        request.Headers.Authorization = new("Bearer", ViewerKey.Text);
        using var answer = await bridge.SendAsync(request);

        var overview = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((long?)overview["totals"]!["noConversion"]!["no_click"], Is.EqualTo(1));
    }

    [Test]
    public async Task Without_Conversions_Meta_is_told_nothing()
    {
        await using var bridge = await StartBridgeAsync(new() { ["Attribution:Conversions"] = "" });
        var person = new AdConversation("254700000001", Now.AddHours(-2));

        await AdConversation.SendAsync(bridge, person.Clicks(), person.Orders(Now.AddHours(-1)));
        await Eventually.HoldsAsync(() => Collector.Taken.Keys.Any(id => NameOf(id) == "order.placed"), "the order is delivered");
        await AllIsDeliveredAsync();

        Assert.That(Graph.Conversions.Posts, Is.Zero);
        Assert.That((await TotalsAsync(bridge)).NoConversion, Is.Empty);
    }

    private string? NameOf(Guid id) => (string?)JsonNode.Parse(Collector.TakenPayloads[id])!["event"];

    private static Task<FlowTotals> TotalsAsync(BridgeHost bridge) =>
        bridge.Services.GetRequiredService<AdminDatabase>().ReadAsync(TotalTable.ReadAsync, CancellationToken.None);
}
