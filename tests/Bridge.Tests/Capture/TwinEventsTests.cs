using System.Text;
using Bridge.Core.Capture;

namespace Bridge.Capture;

public class TwinEventsTests
{
    private const string MetasSent = """
        {"type":"track","event":"message.sent","userId":"+254712345678","timestamp":"2026-01-23T10:00:00.000Z",
        "context":{"channel":"whatsapp","library":{"name":"meta-bridge"},"eventId":"1","phoneNumberId":"2"},
        "properties":{"messageId":"wamid.1","chatId":"chat_2_254712345678","contentType":"template",
        "pricingCategory":"utility","origin":"cloud_api"}}
        """;

    private const string CrmsSent = """
        {"type":"track","event":"message.sent","userId":"+254712345678","timestamp":"2026-01-23T09:59:59.000Z",
        "context":{"channel":"whatsapp","library":{"name":"crm"},"eventId":"1","campaign":{"name":"spring"}},
        "properties":{"messageId":"wamid.1","chatId":"chat_123","contentType":"text","agentId":"agent_456","isAutomated":false},
        "messageId":"m-1"}
        """;

    [Test]
    public void Of_a_message_sent_the_CRM_knows_who_and_what_and_Meta_when_and_for_how_much()
    {
        Assert.That(
            Merge("message.sent", MetasSent, CrmsSent),
            Is.EqualTo(
                """
                {"type":"track","event":"message.sent","userId":"+254712345678","timestamp":"2026-01-23T10:00:00.000Z",
                "context":{"channel":"whatsapp","library":{"name":"meta-bridge"},"eventId":"1","phoneNumberId":"2",
                "campaign":{"name":"spring"}},"properties":{"messageId":"wamid.1","chatId":"chat_123","contentType":"text",
                "pricingCategory":"utility","origin":"cloud_api","agentId":"agent_456","isAutomated":false},"messageId":"m-1"}
                """.ReplaceLineEndings("")
            )
        );
    }

    [Test]
    public void Of_a_message_received_Meta_knows_best_and_the_CRM_names_the_chat_and_fills_in()
    {
        const string Metas = """
            {"event":"message.received","properties":{"messageId":"wamid.1","chatId":"chat_2_2547","contentLength":5,"mediaType":null}}
            """;
        const string Crms = """
            {"event":"message.received","properties":{"messageId":"wamid.1","chatId":"chat_123","contentLength":42,"mediaType":"image/png",
            "team":"sales"}}
            """;

        Assert.That(
            Merge("message.received", Metas, Crms),
            Is.EqualTo(
                """
                {"event":"message.received","properties":{"messageId":"wamid.1","chatId":"chat_123","contentLength":5,
                "mediaType":"image/png","team":"sales"}}
                """.ReplaceLineEndings("")
            )
        );
    }

    [Test]
    public void What_it_cost_and_what_the_conversation_knows_is_not_the_CRMs_to_say()
    {
        const string Metas = """{"properties":{"messageId":"wamid.1","pricingCategory":"marketing"}}""";
        const string Crms = """
            {"properties":{"messageId":"wamid.1","pricingCategory":"free","pricingType":"free","pricingModel":"CBP","billable":false,
            "conversationId":"c","serviceMode":"bot","respondedBy":"bot","responseSeconds":1,"agentId":"agent_456"}}
            """;

        Assert.That(
            Merge("message.sent", Metas, Crms),
            Is.EqualTo("""{"properties":{"messageId":"wamid.1","pricingCategory":"marketing","agentId":"agent_456"}}""")
        );
    }

    [Test]
    public void Who_is_who_and_where_the_time_is_from_is_not_the_CRMs_to_say()
    {
        const string Metas = """{"context":{"channel":"whatsapp"},"properties":{}}""";
        const string Crms = """
            {"context":{"channel":"other","timestampSource":"receipt","businessAccountId":"9","userIds":{"phone":"+1"},"page":"p"},
            "properties":{}}
            """;

        Assert.That(Merge("message.sent", Metas, Crms), Is.EqualTo("""{"context":{"channel":"whatsapp","page":"p"},"properties":{}}"""));
    }

    [TestCase("message.sent", false, true)]
    [TestCase("message.sent", true, true)]
    [TestCase("message.received", true, true)]
    [TestCase("message.received", false, false)]
    [TestCase("message.read", true, true)]
    [TestCase("message.read", false, false)]
    [TestCase("chat.assigned", true, false)]
    [TestCase("message.reaction", true, true)]
    [TestCase("message.edited", true, true)]
    [TestCase("message.deleted", true, true)]
    public void What_waits_is_what_could_become_richer(string name, bool isFromCrm, bool waits)
    {
        Assert.That(TwinEvents.IsWorthWaiting(name, isFromCrm), Is.EqualTo(waits));
    }

    [TestCase("", "{}")]
    [TestCase("{}", "{")]
    public void What_is_no_JSON_is_not_merged(string metas, string crms)
    {
        Assert.That(TwinEvents.Merge("message.sent", Encoding.UTF8.GetBytes(metas), Encoding.UTF8.GetBytes(crms)), Is.Null);
    }

    private static string Merge(string name, string metas, string crms) =>
        Encoding.UTF8.GetString(TwinEvents.Merge(name, Encoding.UTF8.GetBytes(metas), Encoding.UTF8.GetBytes(crms))!.Value.Span);
}
