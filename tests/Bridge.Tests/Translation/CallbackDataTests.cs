using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Translation;

[TestFixture]
internal sealed class CallbackDataTests
{
    [TestCase("""{"agentId":"a7","isAutomated":true}""", """{"agentId":"a7","isAutomated":true}""")]
    [TestCase("""  {"agentId":7,"unknown":{"agentId":"no"}}""", """{"agentId":"7"}""")]
    [TestCase("""{"agentId":"first","agentId":"last"}""", """{"agentId":"last"}""")]
    [TestCase("""{"agentId":null,"journeyStep":"welcome"}""", """{"journeyStep":"welcome"}""")]
    [TestCase("agentId=a7;isAutomated=false", """{"agentId":"a7","isAutomated":false}""")]
    [TestCase(" agentId = a7 ; campaignName = New = Year ;;", """{"agentId":"a7","campaignName":"New = Year"}""")]
    [TestCase("agentId=a7;colour=red", """{"agentId":"a7"}""")]
    [TestCase("isAutomated=1;templateId=welcome_v2;campaignId=c1", """{"templateId":"welcome_v2","isAutomated":true,"campaignId":"c1"}""")]
    public void The_keys_of_a_note_are_properties(string note, string expected)
    {
        Assert.That(Note(note), Is.EqualTo(expected));
    }

    [TestCase("order-8812")]
    [TestCase("{\"agentId\":")]
    [TestCase("{}")]
    [TestCase("{\"agentId\":{\"id\":7}}")]
    [TestCase("[\"agentId\"]")]
    [TestCase("colour=red;size=42")]
    [TestCase("agentId=")]
    [TestCase("isAutomated=maybe")]
    [TestCase("AGENTID=a7")]
    [TestCase("=;=;=")]
    public void Any_other_note_is_passed_as_it_is(string note)
    {
        Assert.That(Note(note), Is.EqualTo(JsonSerializer.Serialize(new { callbackData = note }, Relaxed)));
    }

    [TestCase("\"biz_opaque_callback_data\":null")]
    [TestCase("\"biz_opaque_callback_data\":\"\"")]
    [TestCase("\"biz_opaque_callback_data\":{\"agentId\":\"a7\"}")]
    [TestCase("\"x\":1")]
    public void What_is_no_text_is_no_note(string member)
    {
        var properties = Translated.Status("\"status\":\"delivered\"," + member).OnlyEvent().Properties().AsObject();

        Assert.That(properties.Select(property => property.Key), Is.EqualTo(["messageId", "chatId", "deliveredAt"]));
    }

    [TestCase("sent")]
    [TestCase("delivered")]
    [TestCase("read")]
    [TestCase("played")]
    [TestCase("failed")]
    [TestCase("deleted")]
    public void A_note_goes_with_every_status_and_may_name_the_chat(string status)
    {
        var properties = Translated
            .Status($"\"status\":\"{status}\",\"biz_opaque_callback_data\":\"agentId=a7;chatId=crm-9\"")
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["agentId"], Is.EqualTo("a7"));
        Assert.That((string?)properties["chatId"], Is.EqualTo("crm-9"));
    }

    [Test]
    public void A_note_of_many_thousand_pairs_or_deep_nesting_is_only_a_note()
    {
        var pairs = string.Join(';', Enumerable.Repeat("agentId=a7", 50_000));
        var nested = "{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}";

        Assert.That(Note(pairs), Is.EqualTo("""{"agentId":"a7"}"""));
        Assert.That(Note(nested), Does.StartWith("{\"callbackData\":"));
    }

    [Test]
    public void Every_note_leaves_a_well_formed_event()
    {
        Prop.ForAll<string?>(note =>
            {
                var line = Translated
                    .Status("\"status\":\"read\",\"biz_opaque_callback_data\":" + JsonSerializer.Serialize(note))
                    .Lines()
                    .Single();

                return WellFormed.FindFault(line) is null;
            })
            .QuickCheckThrowOnFailure();
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The properties a note adds to a delivery.</summary>
    private static string Note(string note)
    {
        var translation = Translated.Status("\"status\":\"delivered\",\"biz_opaque_callback_data\":" + JsonSerializer.Serialize(note));
        var properties = translation.OnlyEvent().Properties().AsObject();
        var added = properties.Where(property => property.Key is not ("messageId" or "chatId" or "deliveredAt"));
        return new JsonObject([.. added.Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))]).ToJsonString(
            Relaxed
        );
    }
}
