namespace Bridge.Translation;

/// <summary>A message that came from an ad, a post or a link says so, whatever else it is.</summary>
[TestFixture]
internal sealed class ReferralTests
{
    [TestCase("\"type\":\"request_welcome\"", "chat.opened")]
    [TestCase("\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.R\",\"emoji\":\"🙏\"}", "message.reaction")]
    [TestCase("\"type\":\"button\",\"button\":{\"text\":\"Ndiyo\"}", "message.received")]
    [TestCase("\"type\":\"contacts\",\"contacts\":[]", "message.received")]
    public void Any_message_may_carry_a_referral(string members, string name)
    {
        var translation = Translated.Message(
            members + ",\"referral\":{\"source_type\":\"ad\",\"source_id\":\"120226305854810726\",\"ctwa_clid\":\"c\"}"
        );

        Assert.That(translation.Events.Select(trackEvent => trackEvent.Name), Is.EqualTo([name, "referral.received"]));
        Assert.That(translation.Events.Select(trackEvent => trackEvent.Context.Campaign?.Content), Is.All.EqualTo("120226305854810726"));
        Assert.That(translation.Events[1].NaturalKey, Is.EqualTo("ref:110045678901234:wamid.A"));
    }

    [Test]
    public void An_ad_in_a_status_has_no_click_id_and_none_is_made_up()
    {
        var referral = Translated
            .Message(
                "\"type\":\"text\",\"referral\":{\"source_type\":\"ad\",\"source_id\":120226305854810726,\"source_url\":"
                    + "\"https://fb.me/x\"}"
            )
            .Event("referral.received")
            .Properties()
            .AsObject();

        Assert.That(referral.ContainsKey("ctwaClid"), Is.False);
        Assert.That((string?)referral["sourceId"], Is.EqualTo("120226305854810726"));
        Assert.That((string?)referral["adId"], Is.EqualTo("120226305854810726"));
    }

    [TestCase("\"referral\":null")]
    [TestCase("\"referral\":\"ad\"")]
    [TestCase("\"referral\":[]")]
    public void What_is_no_referral_is_none(string member)
    {
        Assert.That((string?)Translated.Message("\"type\":\"text\"," + member).OnlyEvent()["event"], Is.EqualTo("message.received"));
    }
}
