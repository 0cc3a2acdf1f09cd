using System.Text;
using System.Text.Json.Nodes;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>Somebody who came by an ad, as Meta's webhooks tell of them.</summary>
/// <param name="Phone">Without +.</param>
/// <param name="ClickedAt">When they wrote first.</param>
internal sealed record AdConversation(string Phone, DateTimeOffset ClickedAt)
{
    public const string Account = "102233445566778";
    public const string Number = "110045678901234";

    /// <summary>Their business-scoped id, where Meta tells it beside the number.</summary>
    public string? Bsuid { get; init; }

    public string Ad { get; init; } = "120226305854810726";

    public string Click => $"click-of-{Phone}";

    /// <summary>Their first message, with a click that Meta's JSON spells so.</summary>
    public byte[] ClicksAs(string spelled) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Clicks()).Replace(Click, spelled, StringComparison.Ordinal));

    /// <summary>Their first message, with the ad.</summary>
    public byte[] Clicks() =>
        Message(
            "click",
            ClickedAt,
            "text",
            """{"body":"Hujambo"}""",
            $$""","referral":{"source_url":"https://fb.me/x","source_id":"{{Ad}}","source_type":"ad","ctwa_clid":"{{Click}}"}"""
        );

    /// <summary>A message that no ad brought.</summary>
    public byte[] Writes(DateTimeOffset at) => Message("text", at, "text", """{"body":"Hujambo"}""");

    /// <summary>An order of 7400.50 shillings.</summary>
    public byte[] Orders(DateTimeOffset at, string name = "order") =>
        Message(
            name,
            at,
            "order",
            """{"catalog_id":"1","product_items":[{"product_retailer_id":"a","quantity":2,"item_price":3700.25,"currency":"KES"}]}"""
        );

    /// <summary>A thumb for something that the business wrote.</summary>
    public byte[] Reacts(DateTimeOffset at) => Message("reaction", at, "reaction", """{"message_id":"wamid.sent","emoji":"👍"}""");

    /// <summary>Something that the business wrote was read.</summary>
    public byte[] Reads(DateTimeOffset at) =>
        Webhook(
            "messages",
            $$"""
            "statuses":[{"id":"wamid.sent.to.{{Phone}}","status":"read",
            "timestamp":"{{at.ToUnixTimeSeconds()}}","recipient_id":"{{Phone}}"}]
            """
        );

    /// <summary><c>stop</c> or <c>resume</c>.</summary>
    public byte[] Prefers(string value, DateTimeOffset at) =>
        Webhook(
            "user_preferences",
            $$"""
            "user_preferences":[{"wa_id":"{{Phone}}","detail":"User requested to {{value}} marketing messages",
            "category":"marketing_messages","value":"{{value}}","timestamp":{{at.ToUnixTimeSeconds()}}}]
            """
        );

    public static Task SendAsync(BridgeHost bridge, params IEnumerable<byte[]> bodies) => SendAsync(bridge.Client, bodies);

    public static async Task SendAsync(HttpClient client, params IEnumerable<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            using var request = SignedRequest.Create(body);
            using var answer = await client.SendAsync(request);
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }
    }

    private byte[] Message(string name, DateTimeOffset at, string type, string content, string rest = "") =>
        Webhook(
            "messages",
            $$"""
            "messages":[{"from":"{{Phone}}",{{(
                Bsuid is null ? "" : $"\"from_user_id\":\"{Bsuid}\","
            )}}"id":"wamid.{{Phone}}.{{name}}","timestamp":"{{at.ToUnixTimeSeconds()}}","type":"{{type}}",
            "{{type}}":{{content}}{{rest}}}]
            """
        );

    private byte[] Webhook(string field, string content) =>
        Encoding.UTF8.GetBytes(
            JsonNode
                .Parse(
                    $$$"""
                    {"object":"whatsapp_business_account","entry":[{"id":"{{{Account}}}","changes":[{"field":"{{{field}}}","value":
                    {"messaging_product":"whatsapp","metadata":{"display_phone_number":"254709000111","phone_number_id":"{{{Number}}}"},
                    "contacts":[{"profile":{"name":"Halima"},"wa_id":"{{{Phone}}}"}],{{{content}}}}}]}]}
                    """
                )!
                .ToJsonString()
        );
}
