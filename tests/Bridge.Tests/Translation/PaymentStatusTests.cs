using Bridge.Core.Events;

namespace Bridge.Translation;

[TestFixture]
internal sealed class PaymentStatusTests
{
    [TestCase("captured")]
    [TestCase("pending")]
    [TestCase("failed")]
    public void A_payment_is_told_as_a_payment_and_never_as_the_fate_of_a_message(string status)
    {
        var trackEvent = Translated
            .Status(
                $$"""
                "type":"PAYMENT","status":"{{status}}","payment":{"reference_id":"order-1","amount":{"value":21050,"offset":100},
                "currency":"INR","transaction":{"id":"t1","status":"SUCCESS"} }
                """
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo("payment.status"));
        Assert.That(
            trackEvent.Properties().ToJsonString(),
            Is.EqualTo(
                $$"""
                {"messageId":"wamid.B","chatId":"chat_110045678901234_254712345678","referenceId":"order-1","status":"{{status}}",
                "amount":210.5,"currency":"INR","transactionStatus":"success"}
                """.ReplaceLineEndings("")
            )
        );
    }

    [Test]
    public void A_payer_named_as_the_sender_is_the_person()
    {
        var trackEvent = Translated
            .Value(
                """
                "statuses":[{"from":"919812345678","id":"wamid.B","type":"payment","status":"failed","timestamp":"1769162391",
                "payment":{"reference_id":"order-2"}}]
                """
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent["userId"], Is.EqualTo("+919812345678"));
        Assert.That((string?)trackEvent.Properties()["referenceId"], Is.EqualTo("order-2"));
    }

    [TestCase("""{"value":21000}""")]
    [TestCase("""{"value":21000,"offset":0}""")]
    [TestCase("""{"value":"many","offset":100}""")]
    [TestCase("""{"value":1e28,"offset":100}""")]
    [TestCase("210")]
    public void An_amount_whose_unit_is_not_known_is_left_out(string amount)
    {
        var properties = Translated
            .Status(
                $$"""
                "type":"payment","status":"captured","payment":{"reference_id":"order-1","amount":{{amount}} }
                """
            )
            .OnlyEvent()
            .Properties();

        Assert.That(properties["amount"], Is.Null);
    }

    [Test]
    public void Each_attempt_to_pay_is_a_fact_of_its_own_and_a_repetition_is_none()
    {
        string[] Keys(string payment, string timestamp) =>
            [
                .. Translated
                    .Value(
                        $$"""
                        "statuses":[{"recipient_id":"919812345678","id":"wamid.B","type":"payment","status":"failed",
                        "timestamp":"{{timestamp}}","payment":{{payment}} },
                                    {"recipient_id":"919812345678","id":"wamid.B","status":"failed","timestamp":"{{timestamp}}"}]
                        """
                    )
                    .Events.Select(trackEvent => trackEvent.NaturalKey),
            ];

        var first = Keys("""{"transaction":{"id":"t1"}}""", "1769162391");
        var again = Keys("""{"transaction":{"id":"t1"}}""", "1769162391");
        var second = Keys("""{"transaction":{"id":"t2"}}""", "1769162392");

        Assert.That(first, Is.Unique, "the message that failed and the payment that failed");
        Assert.That(again, Is.EqualTo(first));
        Assert.That(second[0], Is.Not.EqualTo(first[0]));
    }

    [TestCase("""{"type":"payment","status":"captured"}""", "the payment names neither a message nor a reference")]
    [TestCase("""{"type":"payment","id":"wamid.B"}""", "the payment does not say its status")]
    public void Without_what_identifies_it_a_payment_is_unreadable(string status, string reason)
    {
        Assert.That(Translated.Value($"\"statuses\":[{status}]").Unreadable.Single().Reason, Is.EqualTo(reason));
    }

    [Test]
    public void A_call_that_rings_is_the_same_fact_among_the_statuses_of_messages_as_among_calls()
    {
        const string value =
            """{"metadata":{"phone_number_id":"1"},"statuses":["""
            + """{"id":"wacid.A","type":"call","status":"RINGING","recipient_id":"254712345678"}]}""";

        TrackEvent Under(string field) =>
            Translated.Body($$"""{"entry":[{"changes":[{"field":"{{field}}","value":{{value}} }]}]}""").Events.Single();

        Assert.That(Under("messages").Name, Is.EqualTo("call.status"));
        Assert.That(Under("messages").Id, Is.EqualTo(Under("calls").Id));
    }
}
