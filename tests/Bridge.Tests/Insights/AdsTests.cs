using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Intake;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>Which ad brought whom, from signed webhooks and a CRM's request to the collector and the table.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class AdsTests(string provider)
{
    private static readonly long Start = DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeSeconds();
    private WholeWay _way = null!;

    [OneTimeSetUp]
    public async Task Play()
    {
        _way = await WholeWay.StartAsync(
            provider,
            overBroker: false,
            [
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Intake:TwinHold", "0"),
                ("Contacts:CountFrom", "2009-01-01"),
                .. ViewerKey.Settings,
            ]
        );
        foreach (var change in Story())
        {
            // Each twice, as Meta does: what was told counts once.
            await _way.PostAsync(Body(change));
            await _way.PostAsync(Body(change));
        }

        await EndAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(Events("chat.resolved").Count == 1), "the end is told");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [TestCase("contact.created")]
    [TestCase("order.placed")]
    [TestCase("chat.resolved")]
    public void What_came_of_an_ad_says_so(string name)
    {
        var told = Events(name).Single(said => said["userId"]!.GetValue<string>() == "+254712345001")["properties"]!;

        Assert.That((string?)told["lastTouch"]!["sourceId"], Is.EqualTo("120211"));
        Assert.That((string?)told["firstTouch"]!["campaignName"], Is.EqualTo("spring"));
    }

    /// <summary>Meta names the click alone; of a click that nobody heard of nobody is named.</summary>
    [Test]
    public void What_Meta_saw_come_of_a_click_is_the_persons_who_clicked()
    {
        var told = Events("conversion.purchase").ToDictionary(said => (string)said["properties"]!["ctwaClid"]!);

        Assert.That((string?)told["ARA2"]["userId"], Is.EqualTo("+254712345002"));
        Assert.That((string?)told["ARA2"]["properties"]!["chatId"], Is.EqualTo($"chat_{CapturePost.Number}_254712345002"));
        Assert.That((string?)told["ARA2"]["properties"]!["lastTouch"]!["sourceId"], Is.EqualTo("120211"));
        Assert.That((string?)told["unheard"]["userId"], Is.EqualTo("system"));
    }

    [Test]
    public void The_first_message_of_the_conversation_says_so_and_the_others_do_not() =>
        Assert.That(
            Events("message.received")
                .Where(said => said["userId"]!.GetValue<string>() == "+254712345001")
                .Select(said => (string?)said["properties"]!["lastTouch"]?["ctwaClid"]),
            Is.EquivalentTo(["ARA1", null])
        );

    [Test]
    public async Task The_table_has_what_came_of_each_ad()
    {
        var ads = await AskAsync("/api/insights/charts/ads?since=24h");

        Assert.That(
            ads.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()),
            Is.EqualTo(
                (string[])
                    [
                        "ad",
                        "ad name",
                        "ad set",
                        "campaign",
                        "people",
                        "conversations",
                        "answered",
                        "resolved",
                        "orders",
                        "value KES",
                        "conversions",
                        "messages",
                        "new contacts",
                    ]
            )
        );
        Assert.That(
            ads.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()),
            Is.EqualTo(
                (string[])["""["120211",null,null,"spring",2,2,1,1,1,300.5,1,2,2]""", """["120212",null,null,null,1,1,0,0,0,null,0,1,1]"""]
            )
        );
        Assert.That(ads.GetRawText(), Does.Not.Contain("254712345"));
    }

    /// <summary>Two come by one ad, of whom one is answered and orders; one by another; and one by none.</summary>
    private static IEnumerable<string> Story() =>
        [
            Message(1, "a", 0, Text, Referral("120211", "ARA1", "https://fb.me/x?utm_campaign=spring")),
            Message(2, "b", 10, Text, Referral("120211", "ARA2", "https://fb.me/x?utm_campaign=spring")),
            Message(3, "c", 20, Text, Referral("120212", "ARA3", "https://fb.me/y")),
            Message(4, "d", 30, Text, ""),
            Sent(1, "e", 60),
            Message(1, "f", 120, Order, ""),
            Sent(1, "g", 180),
            Conversion("ARA2", 200),
            Conversion("unheard", 201),
        ];

    private const string Text = "'type':'text','text':{'body':'Habari'}";

    private const string Order =
        "'type':'order','order':{'catalog_id':'7','product_items':["
        + "{'product_retailer_id':'p','quantity':2,'item_price':150.25,'currency':'KES'}]}";

    private static string Referral(string ad, string click, string url) =>
        $",'referral':{{'source_type':'ad','source_id':'{ad}','ctwa_clid':'{click}','source_url':'{url}'}}";

    private static string Message(int person, string id, int second, string content, string referral) =>
        $"'contacts':[{{'wa_id':'25471234500{person}'}}],'messages':[{{'from':'25471234500{person}','id':'wamid.{id}',"
        + $"'timestamp':'{Start + second}',{content}{referral}}}]";

    private static string Sent(int person, string id, int second) =>
        $"'statuses':[{{'id':'wamid.{id}','status':'sent','timestamp':'{Start + second}','recipient_id':'25471234500{person}'}}]";

    private static string Conversion(string click, int second) =>
        $"'automatic_events':[{{'id':'wamid.c','event_name':'Purchase','timestamp':{Start + second},'ctwa_clid':'{click}',"
        + "'custom_data':{'currency':'KES','value':300500}}]";

    /// <summary>JSON whose quotation marks are single ones here.</summary>
    private static byte[] Body(string change) =>
        Encoding.UTF8.GetBytes(
            (
                "{'object':'whatsapp_business_account','entry':[{'id':'102290129340398','changes':[{'field':'"
                + (change.Contains("automatic", StringComparison.Ordinal) ? "automatic_events" : "messages")
                + $"','value':{{'messaging_product':'whatsapp','metadata':{{'phone_number_id':'{CapturePost.Number}'}},{change}}}}}]}}]}}"
            ).Replace('\'', '"')
        );

    private async Task EndAsync()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(Start + 240).ToString("O");
        var end = $$$"""
            {"type":"track","event":"chat.resolved","userId":"+254712345001","timestamp":"{{{time}}}",
            "context":{"channel":"whatsapp"},"properties":{"chatId":"chat_1","resolutionType":"resolved"}}
            """;
        using var answer = await _way.SendAsync(CapturePost.Create(CapturePost.Batch(end)));
        Assert.That(answer.IsSuccessStatusCode, Is.True);
    }

    private List<JsonNode> Events(string name) =>
        [.. _way.Collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!).Where(said => (string?)said["event"] == name)];

    private async Task<JsonElement> AskAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", ViewerKey.Text);
        using var answer = await _way.SendAsync(request);
        return await answer.ReadAsync();
    }
}
