namespace Bridge.Tracking;

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
    public void What_is_priced_as_a_template_was_one(string category, string? contentType)
    {
        var properties = Translated.Status($$"""
            "status":"sent","pricing":{"category":"{{category}}"}
            """).OnlyEvent().Properties();

        Assert.That((string?)properties["contentType"], Is.EqualTo(contentType));
        Assert.That((string?)properties["pricingCategory"], Is.EqualTo(category));
    }

    [Test]
    public void Before_prices_were_told_the_conversation_said_what_it_was()
    {
        var properties = Translated.Status("\"status\":\"sent\",\"conversation\":{\"origin\":{\"type\":\"utility\"}}").OnlyEvent().Properties();

        Assert.That((string?)properties["contentType"], Is.EqualTo("template"));
        Assert.That(properties["pricingCategory"], Is.Null);
    }

    [Test]
    public void Metas_template_id_wins_over_the_businesss_note()
    {
        var properties = Translated.Status(
            "\"status\":\"sent\",\"template_id\":3086512287519945,\"biz_opaque_callback_data\":\"templateId=mine;contentType=flow\"").OnlyEvent().Properties();

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
        var translation = Translated.Value("""
            "statuses":[
              {"id":"wamid.B","status":"delivered","recipient_type":"group","recipient_id":"g1","recipient_participant_id":"254700000001"},
              {"id":"wamid.B","status":"delivered","recipient_type":"group","recipient_id":"g1","recipient_participant_id":"254700000002"}]
            """);

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
