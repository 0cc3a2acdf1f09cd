namespace Bridge.Simulation.Stories;

/// <summary>
/// One conversation as Meta and a CRM tell it: a click on an ad, a bot, the wish for a person, an agent; and the person's return after
/// silence.
/// </summary>
/// <param name="isToldTwice">Whether the CRM tells of the business's messages too, of which Meta tells.</param>
internal sealed class WholeConversation(StoryCast cast, bool isToldTwice = false)
{
    /// <summary>The button that asks for a person, as <c>Conversations:HandoffTriggers</c> has to know it.</summary>
    public const string HandoffButton = "talk_to_agent";

    public const string Agent = "agent_456";

    /// <summary>Meta's id of the click with which it begins.</summary>
    public const string Click = "Aff-n8ZTODiE79d22KtAwQKj9e";

    private const string ByBot = "\"isAutomated\":true";
    private const string ByAgent = $"\"agentId\":\"{Agent}\"";

    private const string Referral = $$"""
        "referral":{"source_url":"https://fb.me/3cr4Wqqkv","source_id":"120226305854810726","source_type":"ad","body":"January offer",
        "headline":"Chat with us","media_type":"image","image_url":"https://scontent.xx.fbcdn.net/v/x",
        "ctwa_clid":"{{Click}}","welcome_message":{"text":"Karibu! How can we help?"} },
        """;

    private const string Price = """
        "pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"},
        """;

    /// <summary>From the ad to the agent's last answer.</summary>
    public IReadOnlyList<StoryAct> Acts =>
        [
            new(Second(0), "A person clicks an ad and writes", Message(1, 0, Referral + Text("Habari! Is this still available?"))),
            new(Second(2), "A bot answers", Sent(2, 2, ByBot)),
            new(Second(3), "The answer is delivered and read", Received(2, 3, 5)),
            new(Second(30), "The person taps \"Talk to a person\"", Message(3, 30, Button(2))),
            new(Second(32), "The bot says that somebody will come", Sent(4, 32, ByBot)),
            new(Second(45), "The chat is assigned to an agent", Captured(Assigned(45))),
            new(Second(70), "The agent answers", Sent(5, 70, ByAgent)),
            new(Second(71), "The answer is delivered and read", Received(5, 71, 75)),
            new(Second(90), "The person writes again", Message(6, 90, Text("Yes please, two of them"))),
            new(Second(110), "The agent answers", Sent(7, 110, ByAgent)),
        ];

    private const string Cart = """
        "type":"order","order":{"catalog_id":"194836987003835",
        "product_items":[{"product_retailer_id":"sku-7","quantity":2,"item_price":3700.25,"currency":"KES"}]}
        """;

    /// <summary>After it, where it is to end well.</summary>
    public StoryAct Order => new(Second(120), "The person sends a cart", Message(9, 120, Cart));

    /// <summary>Instead of silence: the agent ends it.</summary>
    public StoryAct End => new(Second(130), "The agent ends the conversation", Captured(Resolved(130)));

    /// <summary>The person comes back so long after the beginning.</summary>
    public StoryAct Return(TimeSpan at) => new(at, "The person returns", Message(8, (int)at.TotalSeconds, Text("Me again!")));

    private static string Text(string text) =>
        $$"""
            "type":"text","text":{"body":"{{text}}"}
            """;

    private string Button(int answers) =>
        $$"""
            "context":{"from":"254709000111","id":"{{cast.MessageId(answers)}}"},"type":"interactive",
            "interactive":{"type":"button_reply","button_reply":{"id":"{{HandoffButton}}","title":"Talk to a person"} }
            """;

    private StoryPost Message(int message, int at, string content) =>
        Webhook(
            $$"""
            "contacts":[{"profile":{"name":"{{cast.Name}}"},"wa_id":"{{cast.Phone}}"}],
            "messages":[{"from":"{{cast.Phone}}","id":"{{cast.MessageId(message)}}","timestamp":"{{cast.Seconds(Second(at))}}",
            {{content.Trim()}}}]
            """
        );

    /// <summary>The business noted on the message who wrote it; the CRM may tell so too.</summary>
    private IReadOnlyList<StoryPost> Sent(int message, int at, string by)
    {
        var note = by.Replace("\"", "\\\"", StringComparison.Ordinal);
        var meta = Webhook(Statuses(Status(message, "sent", at, $$"""{{Price}}"biz_opaque_callback_data":"{{{note}}}",""")));
        var crm = Event("message.sent", at, $"\"messageId\":\"{cast.MessageId(message)}\",\"contentType\":\"text\",{by}");
        return isToldTwice ? [Captured(crm), meta] : [meta];
    }

    private StoryPost Received(int message, int delivered, int read) =>
        Webhook(Statuses(Status(message, "delivered", delivered), Status(message, "read", read)));

    private static string Statuses(params string[] statuses) => $"\"statuses\":[{string.Join(",\n", statuses)}]";

    private string Status(int message, string status, int at, string details = "") =>
        $$"""
            {"id":"{{cast.MessageId(message)}}","status":"{{status}}","timestamp":"{{cast.Seconds(Second(at))}}",{{details}}
            "recipient_id":"{{cast.Phone}}"}
            """;

    private StoryPost Webhook(string value) =>
        new(
            false,
            $$"""
            {"object":"whatsapp_business_account","entry":[{"id":"{{cast.Account}}","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp",
            "metadata":{"display_phone_number":"254709000111","phone_number_id":"{{cast.Number}}"},
            {{value}}
            } }]}]}
            """
        );

    private string Assigned(int at) =>
        Event("chat.assigned", at, $"\"agentId\":\"{Agent}\",\"previousAgentId\":null,\"assignmentType\":\"manual\"");

    private string Resolved(int at) => Event("chat.resolved", at, $"{ByAgent},\"resolutionType\":\"resolved\"");

    private string Event(string name, int at, string properties) =>
        $$"""
            {"type":"track","event":"{{name}}","userId":"+{{cast.Phone}}","timestamp":"{{cast.Iso(Second(at))}}",
            "context":{"channel":"whatsapp","phoneNumberId":"{{cast.Number}}"},
            "properties":{"chatId":"{{cast.Chat}}",{{properties}}} }
            """;

    private static StoryPost Captured(string item) => new(true, $$"""{"batch":[{{item}}]}""");

    private static TimeSpan Second(int at) => TimeSpan.FromSeconds(at);
}
