using System.Text.Json;
using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class FlowReplyTests
{
    private static readonly TranslationOptions Allowed = TranslationOptions.Default with
    {
        FlowAnswers = new HashSet<string> { "rating", "city", "wants_call", "address", "messageId", "chatId", "flowName" },
    };

    [Test]
    public void Only_the_answers_that_are_listed_leave_under_their_own_names()
    {
        var properties = Completed("""{"rating":4.5,"city":"Thika","wants_call":true,"comment":"SECRET","flow_token":"t"}""");

        Assert.That(
            properties,
            Is.EqualTo(
                """{"messageId":"wamid.A","chatId":"chat_110045678901234_254712345678","rating":4.5,"city":"Thika","wants_call":true}"""
            )
        );
    }

    [TestCase("""{"address":{"street":"SECRET"}}""")]
    [TestCase("""{"address":["SECRET"]}""")]
    [TestCase("""{"nested":{"city":"SECRET"}}""")]
    [TestCase("""{"address":null,"city":""}""")]
    [TestCase("""{"messageId":"SECRET","chatId":"SECRET","flowName":"SECRET"}""")]
    [TestCase("[{\"city\":\"SECRET\"}]")]
    [TestCase("\"SECRET\"")]
    [TestCase("{\"city\":\"SECRET\"")]
    [TestCase("SECRET")]
    [TestCase("")]
    public void Nested_answers_stay_and_the_events_own_properties_are_not_overwritten(string answers)
    {
        Assert.That(Completed(answers), Is.EqualTo("""{"messageId":"wamid.A","chatId":"chat_110045678901234_254712345678"}"""));
    }

    [TestCase("""{"flow_name":"book_a_visit"}""", "book_a_visit")]
    [TestCase("""{"flow_name":7}""", null)]
    [TestCase("""{"name":"Neema"}""", null)]
    public void A_flow_has_the_name_that_its_answer_carries_and_else_none(string answers, string? name)
    {
        var translation = Translated.Message(
            $$$"""
            "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":{{{JsonSerializer.Serialize(
                answers
            )}}}}}
            """
        );

        Assert.That(
            Enumerable.Range(0, 2).Select(index => (string?)translation.Event(index).Properties()["flowName"]),
            Is.All.EqualTo(name)
        );
    }

    [Test]
    public void An_address_is_no_flow()
    {
        var properties = Translated
            .Message(
                """ "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"address_message","response_json":"{}"}} """,
                Allowed
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["contentType"], Is.EqualTo("address"));
        Assert.That(properties["flowName"], Is.Null);
    }

    [Test]
    public void Of_an_answer_given_twice_the_last_counts()
    {
        Assert.That(Completed("""{"city":"Thika","city":"Nakuru"}"""), Does.EndWith("\"city\":\"Nakuru\"}"));
    }

    [TestCase("null")]
    [TestCase("{\"name\":\"flow\"}")]
    [TestCase("{\"name\":\"flow\",\"response_json\":{\"city\":\"Thika\"}}")]
    public void A_reply_without_answers_is_a_completed_flow_all_the_same(string reply)
    {
        var translation = Translated.Message(
            $$"""
            "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{{reply}} }
            """,
            Allowed
        );

        Assert.That(translation.Events.Select(trackEvent => trackEvent.Name), Is.EqualTo(["message.received", "flow.completed"]));
        Assert.That(translation.Lines().Select(line => line.Contains("Thika", StringComparison.Ordinal)), Is.All.False);
    }

    private static string Completed(string answers) =>
        Translated
            .Message(
                $$$"""
                "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":
                {{{JsonSerializer.Serialize(answers)}}}}}
                """,
                Allowed
            )
            .Event("flow.completed")
            .Properties()
            .ToJsonString();
}
