namespace Bridge.Translation;

/// <summary>Meta tells that a person has another number or another id from now on.</summary>
[TestFixture]
internal sealed class PersonChangeTests
{
    [TestCase(
        "{\"type\":\"customer_changed_number\",\"customer\":\"254712345678\",\"new_wa_id\":\"254700000009\"}",
        "+254712345678",
        "+254700000009"
    )]
    [TestCase("{\"type\":\"user_changed_number\",\"wa_id\":\"254700000009\",\"user_id\":\"KE.9\"}", "+254712345678", "+254700000009")]
    [TestCase("{\"type\":\"user_changed_user_id\",\"user_id\":\"KE.9\"}", null, "KE.9")]
    [TestCase(
        "{\"type\":\"user_changed_user_id\",\"user_id\":\"KE.9\",\"previous_user_id\":\"KE.8\",\"previous_parent_user_id\":\"KE.ENT.8\"}",
        "KE.8",
        "KE.9"
    )]
    [TestCase(
        "{\"type\":\"USER_CHANGED_USER_ID\",\"parent_user_id\":\"KE.ENT.9\",\"previous_parent_user_id\":\"KE.ENT.8\"}",
        "KE.ENT.8",
        "KE.ENT.9"
    )]
    [TestCase(
        "{\"type\":\"user_changed_number\",\"wa_id\":\"254700000009\",\"user_id\":\"KE.9\",\"previous_user_id\":\"KE.8\"}",
        "+254712345678",
        "+254700000009"
    )]
    [TestCase("{\"type\":\"user_changed_number\",\"user_id\":\"KE.9\",\"previous_user_id\":\"KE.8\"}", "KE.8", "KE.9")]
    [TestCase("{\"type\":\"customer_identity_changed\"}", null, null)]
    [TestCase("{\"type\":\"something_new\"}", null, null)]
    [TestCase("{}", null, null)]
    [TestCase("null", null, null)]
    public void A_change_of_the_person_tells_the_ids_it_knows(string system, string? previous, string? current)
    {
        var trackEvent = Translated.Message("\"type\":\"system\",\"system\":" + system).OnlyEvent();

        Assert.That((string?)trackEvent["userId"], Is.EqualTo("+254712345678"));
        Assert.That((string?)trackEvent.Properties()["previousUserId"], Is.EqualTo(previous));
        Assert.That((string?)trackEvent.Properties()["newUserId"], Is.EqualTo(current));
        Assert.That((string?)trackEvent.Properties()["change"], Is.Not.Empty);
    }

    [Test]
    public void Where_the_sender_is_left_out_the_previous_id_stands_for_the_old_number()
    {
        var trackEvent = Translated
            .Value(
                """ "messages":[{"id":"wamid.A","type":"system","system":"""
                    + """{"type":"user_changed_number","wa_id":"254700000009","user_id":"KE.9","previous_user_id":"KE.8"}}] """
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent.Properties()["previousUserId"], Is.EqualTo("KE.8"));
        Assert.That((string?)trackEvent.Properties()["newUserId"], Is.EqualTo("+254700000009"));
    }
}
