namespace Bridge.Translation;

[TestFixture]
internal sealed class MessageStatusTests
{
    [TestCase("""{"status":"sent"}""", "the status has no message id")]
    [TestCase("""{"id":"wamid.B"}""", "the status does not say which")]
    [TestCase("""{"id":"wamid.B","status":null}""", "the status does not say which")]
    [TestCase("""{"id":"wamid.B","status":""}""", "the status does not say which")]
    [TestCase("true", "the item is not an object")]
    public void Only_the_message_and_the_status_are_needed(string status, string reason)
    {
        var translation = Translated.Value($"\"statuses\":[{status}]");

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Unreadable.Single().Reason, Is.EqualTo(reason));
    }

    [TestCase("sent", "message.sent", "sent:110045678901234:wamid.B")]
    [TestCase("delivered", "message.delivered", "st:110045678901234:wamid.B:delivered")]
    [TestCase("read", "message.read", "st:110045678901234:wamid.B:read")]
    [TestCase("played", "message.played", "st:110045678901234:wamid.B:played")]
    [TestCase("failed", "message.failed", "st:110045678901234:wamid.B:failed")]
    [TestCase("deleted", "message.status", "st:110045678901234:wamid.B:deleted")]
    [TestCase("in_orbit", "message.status", "st:110045678901234:wamid.B:in_orbit")]
    public void A_status_is_an_event_with_its_own_key(string status, string name, string naturalKey)
    {
        var translation = Translated.Status($"\"status\":\"{status}\"");

        Assert.That((translation.Events[0].Name, translation.Events[0].NaturalKey), Is.EqualTo((name, naturalKey)));
        Assert.That(translation.Lines().Select(WellFormed.FindFault), Is.All.Null);
    }

    [TestCase("marketing", "template")]
    [TestCase("marketing_lite", "template")]
    [TestCase("utility", "template")]
    [TestCase("authentication", "template")]
    [TestCase("authentication-international", "template")]
    [TestCase("group_marketing", "template")]
    [TestCase("group_utility", "template")]
    [TestCase("service", null)]
    [TestCase("group_service", null)]
    [TestCase("referral_conversion", null)]
    [TestCase("Utility bills", null)]
    [TestCase("MARKETING", "template")]
    [TestCase("Utility", "template")]
    public void What_is_priced_as_a_template_was_one(string category, string? contentType)
    {
        var properties = Translated
            .Status(
                $$"""
                "status":"sent","pricing":{"category":"{{category}}"}
                """
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["contentType"], Is.EqualTo(contentType));
        Assert.That((string?)properties["pricingCategory"], Is.EqualTo(category.ToLowerInvariant()));
    }

    [TestCase("utility")]
    [TestCase("marketing")]
    public void What_a_conversation_was_opened_for_does_not_say_what_a_message_in_it_is(string origin)
    {
        var properties = Translated
            .Status(
                $$"""
                "status":"sent","conversation":{"id":"c1","expiration_timestamp":"1769248795","origin":{"type":"{{origin}}"} }
                """
            )
            .OnlyEvent()
            .Properties();

        Assert.That(properties["contentType"], Is.Null);
        Assert.That((string?)properties["metaConversationId"], Is.EqualTo("c1"));
        Assert.That((string?)properties["conversationOrigin"], Is.EqualTo(origin));
        Assert.That((string?)properties["conversationExpiresAt"], Is.EqualTo("2026-01-24T09:59:55.000Z"));
    }

    [TestCase("sent")]
    [TestCase("delivered")]
    [TestCase("read")]
    [TestCase("played")]
    public void The_price_is_told_on_whatever_status_Meta_tells_it(string status)
    {
        var properties = Translated
            .Status(
                $$"""
                "status":"{{status}}","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}
                """
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["pricingModel"], Is.EqualTo("PMP"));
        Assert.That((string?)properties["pricingType"], Is.EqualTo("regular"));
        Assert.That((string?)properties["pricingCategory"], Is.EqualTo("marketing"));
        Assert.That((bool?)properties["billable"], Is.True);
    }

    [Test]
    public void Of_several_errors_the_first_decides_and_all_are_listed()
    {
        var several = Translated
            .Status("\"status\":\"failed\",\"errors\":[{\"code\":131047},null,{\"code\":\"131000\"}]")
            .OnlyEvent()
            .Properties();
        var one = Translated.Status("\"status\":\"failed\",\"errors\":[{\"code\":131047}]").OnlyEvent().Properties();

        Assert.That((long?)several["errorCode"], Is.EqualTo(131047));
        Assert.That(several["errorCodes"]!.ToJsonString(), Is.EqualTo("[131047,131000]"));
        Assert.That(one["errorCodes"], Is.Null);
    }

    [Test]
    public void Metas_template_id_wins_over_the_businesss_note()
    {
        var properties = Translated
            .Status(
                "\"status\":\"sent\",\"template_id\":3086512287519945,\"biz_opaque_callback_data\":\"templateId=mine;contentType=flow\""
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["templateId"], Is.EqualTo("3086512287519945"));
        Assert.That((string?)properties["contentType"], Is.EqualTo("flow"));
    }

    [TestCase("[{\"code\":\"131047\",\"title\":\"t\"}]", 131047, "window")]
    [TestCase("[null,{\"code\":131049,\"message\":\"t\"}]", 131049, "marketing_cap")]
    [TestCase("{\"code\":131026,\"title\":\"t\"}", 131026, "recipient")]
    [TestCase("[{\"code\":99999999999,\"title\":\"t\"}]", 99999999999L, "unknown")]
    [TestCase("[{\"title\":\"t\"}]", null, "unknown")]
    public void A_failure_tells_the_first_error_and_its_class(string errors, long? code, string failureClass)
    {
        var properties = Translated.Status("\"status\":\"failed\",\"errors\":" + errors).OnlyEvent().Properties();

        Assert.That((long?)properties["errorCode"], Is.EqualTo(code));
        Assert.That((string?)properties["errorTitle"], Is.EqualTo("t"));
        Assert.That((string?)properties["failureClass"], Is.EqualTo(failureClass));
    }

    [TestCase("")]
    [TestCase(",\"errors\":null")]
    [TestCase(",\"errors\":[]")]
    [TestCase(",\"errors\":[null,7]")]
    public void A_failure_without_an_error_is_of_unknown_class(string errors)
    {
        var properties = Translated.Status("\"status\":\"failed\"" + errors).OnlyEvent().Properties().AsObject();

        Assert.That(properties.Select(property => property.Key), Is.EqualTo(["messageId", "chatId", "failedAt", "failureClass"]));
    }

    [TestCase("{\"details\":\"d\"}")]
    [TestCase("{\"error_data\":{\"details\":\"d\"}}")]
    public void The_details_of_an_error_are_found_in_both_places(string error)
    {
        var properties = Translated.Status($"\"status\":\"failed\",\"errors\":[{error}]").OnlyEvent().Properties();

        Assert.That((string?)properties["errorDetails"], Is.EqualTo("d"));
    }

    [Test]
    public void Each_participant_of_a_group_has_a_delivery_of_their_own()
    {
        var translation = Translated.Value(
            """
            "statuses":[
              {"id":"wamid.B","status":"delivered","recipient_type":"group","recipient_id":"g1","recipient_participant_id":"254700000001"},
              {"id":"wamid.B","status":"delivered","recipient_type":"group","recipient_id":"g1","recipient_participant_id":"254700000002"}]
            """
        );

        Assert.That(translation.Events.Select(trackEvent => trackEvent.UserId), Is.EqualTo(["+254700000001", "+254700000002"]));
        Assert.That(translation.Events[0].Id, Is.Not.EqualTo(translation.Events[1].Id));
        Assert.That((string?)translation.Event(0).Properties()["groupId"], Is.EqualTo("g1"));
    }

    [Test]
    public void The_time_of_a_status_that_has_none_is_the_time_of_receipt()
    {
        var trackEvent = Translated.Value("\"statuses\":[{\"id\":\"wamid.B\",\"status\":\"read\"}]").OnlyEvent();

        Assert.That((string?)trackEvent["timestamp"], Is.EqualTo("2026-01-23T10:00:05.000Z"));
        Assert.That((string?)trackEvent["context"]!["timestampSource"], Is.EqualTo("receipt"));
        Assert.That((string?)trackEvent.Properties()["readAt"], Is.EqualTo("2026-01-23T10:00:05.000Z"));
    }
}
