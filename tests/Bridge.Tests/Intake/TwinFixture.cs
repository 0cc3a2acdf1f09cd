using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Both stores, embedded and over a broker, with a CRM beside Meta; and what the two tell of the same message.</summary>
internal abstract class TwinFixture(string provider, bool overBroker)
{
    private protected bool IsOverBroker => overBroker;

    private protected string Provider => provider;

    private protected WholeWay Way { get; private set; } = null!;

    /// <summary>How long the one waits for the other.</summary>
    private protected string Hold { get; set; } = "00:10:00";

    [TearDown]
    public async Task Stop()
    {
        await Way.DisposeAsync();
        Hold = "00:10:00";
    }

    private protected async Task StartAsync(params (string Key, string? Value)[] more) =>
        Way = await WholeWay.StartAsync(
            provider,
            overBroker,
            [.. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)), ("Intake:TwinHold", Hold), .. more]
        );

    private protected Task<BridgeHost> SecondForwarderAsync() =>
        Way.Broker!.StartForwarderAsync(
            Way.Collector,
            null,
            [
                ("Store:ConnectionString", Way.Location.Address),
                ("Events:Forward", "all"),
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Intake:TwinHold", Hold),
            ]
        );

    private protected static async Task TellAsync(bool isMetaFirst, Func<Task> meta, Func<Task> crm)
    {
        await (isMetaFirst ? meta() : crm());
        await (isMetaFirst ? crm() : meta());
    }

    /// <summary>What the CRM told of somebody else, and what Meta told of the person, under ids of their own.</summary>
    private protected async Task AreOfBothAsync(string name)
    {
        var people = (await DeliveredAsync(name, 2)).Select(item => (string?)item["userId"]);
        Assert.That(people, Is.EquivalentTo((string[])["+254712345678", "+254700000666"]));
    }

    private protected const string Unavailable = """
        "messages":[{"from":"254712345678","id":"wamid.1","timestamp":"1767261600","type":"unsupported","errors":[{"code":131060}],
        "unsupported":{"type":"unknown"} }]
        """;

    private protected const string MetasReaction = """
        "messages":[{"from":"254712345678","id":"wamid.3","timestamp":"1767261600","type":"reaction",
        "reaction":{"message_id":"wamid.target","emoji":"x"} }]
        """;

    private protected const string MessageOfBothIds = """
        "contacts":[{"wa_id":"254712345678","user_id":"KE.111222333444"}],"messages":[{"from":"254712345678",
        "from_user_id":"KE.111222333444","id":"wamid.in","timestamp":"1767261600","type":"text","text":{"body":"Hello"} }]
        """;

    private protected const string SentToBsuidAlone = """
        "statuses":[{"id":"wamid.out","status":"sent","timestamp":"1767261605","recipient_user_id":"KE.111222333444",
        "biz_opaque_callback_data":"{\"campaignId\":\"c-254712345678\",\"templateId\":\"t\"}"}]
        """;

    private protected Task PostSentAsync(int number, string details = "") =>
        Way.PostAsync(
            Webhook(
                $$$"""
                "statuses":[{"id":"wamid.{{{number}}}","status":"sent","timestamp":"1767261600",{{{details}}}
                "recipient_id":"254712345678","pricing":{"billable":true,"category":"utility"}}]
                """
            )
        );

    private protected static byte[] Webhook(string value) =>
        Encoding.UTF8.GetBytes(
            """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":"""
                + $$$"""{"phone_number_id":"{{{CapturePost.Number}}}"},{{{value}}}}}]}]}"""
        );

    private protected async Task CaptureAsync(params string[] items)
    {
        using var answer = await Way.SendAsync(CapturePost.Create(CapturePost.Batch(items)));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private protected static string Sent(int number) =>
        CapturePost.Event(
            "message.sent",
            $$"""{"messageId":"wamid.{{number}}","chatId":"chat_crm_{{number}}","agentId":"agent_{{number}}"}"""
        );

    private protected static string OfSomebodyElse(string item) => item.Replace("+254712345678", "+254700000666", StringComparison.Ordinal);

    private protected static string Reaction(int number) =>
        CapturePost.Event("message.reaction", $$"""{"messageId":"wamid.{{number}}","targetMessageId":"wamid.target","emoji":"y"}""");

    private protected static string Received(int number) =>
        CapturePost.Event(
            "message.received",
            $$"""{"messageId":"wamid.{{number}}","chatId":"chat_crm_{{number}}","contentType":"?","team":"sales"}"""
        );

    private protected async Task<List<JsonNode>> DeliveredAsync(string name, int count)
    {
        await Eventually.HoldsAsync(async () => (await NamedAsync(name)).Count == count, $"{count} {name} at the collector");
        return await NamedAsync(name);
    }

    private protected Task<List<JsonNode>> NamedAsync(string name) =>
        Task.FromResult(
            Way.Collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!)
                .Where(item => (string?)item["event"] == name)
                .ToList()
        );
}
