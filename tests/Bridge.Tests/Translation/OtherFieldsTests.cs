using Bridge.Support;

namespace Bridge.Translation;

/// <summary>
/// What the samples of the other fields cannot show: how little Meta's own spelling matters, and what a notice says of itself.
/// </summary>
[TestFixture]
internal sealed class OtherFieldsTests
{
    [TestCase("USER_PREFERENCES", """{"user_preferences":[{"wa_id":"254712345678","value":"STOP"}]}""", "contact.opted_out")]
    [TestCase("account_update", """{"event":"account_offboarded"}""", "account.account_offboarded")]
    [TestCase("automatic_events", """{"automatic_events":[{"id":"A","event_name":"PURCHASE"}]}""", "conversion.purchase")]
    [TestCase("calls", """{"calls":[{"id":"A","event":"TERMINATE","direction":"business_initiated"}]}""", "call.ended")]
    [TestCase("Group_Status_Update", """{"groups":[{"group_id":"G","type":"GROUP_SUSPEND"}]}""", "group.suspended")]
    [TestCase(
        "smb_app_state_sync",
        """{"state_sync":[{"contact":{"phone_number":"254712345678"},"action":"REMOVE"}]}""",
        "contact.updated"
    )]
    public void How_Meta_writes_its_own_names_does_not_matter(string field, string value, string expected)
    {
        var translation = Translated.Body($$$"""{"entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":{{{value}}} }]}]}""");

        Assert.That(translation.Events.Single().Name, Is.EqualTo(expected));
    }

    [TestCase("""{"message_echoes":[{"id":"A","to":"254712345678"}]}""", "message.sent")]
    [TestCase("""{"standby":{"messages":[{"id":"A"}]}}""", "message.received")]
    [TestCase("""{"user_preferences":[{"value":"resume"}]}""", "contact.opted_in")]
    [TestCase("""{"sender":{"phone_number":"254712345678"},"control_taken":{"new_owner_role":"escalation"}}""", "agent.handoff")]
    [TestCase("""{"automatic_events":[{"id":"A","event_name":"Lead"}]}""", "conversion.lead")]
    [TestCase("""{"message_template_id":1,"new_quality_score":"RED"}""", "template.quality_changed")]
    [TestCase("""{"message_template_id":1,"event":"PAUSED"}""", "template.status_changed")]
    [TestCase("""{"message_template_id":1,"correct_category":"MARKETING"}""", "template.category_changed")]
    public void Under_a_wrong_name_a_known_shape_is_still_known(string value, string expected)
    {
        var translation = Translated.Body($$$"""{"entry":[{"id":"9","changes":[{"field":"surprise","value":{{{value}}} }]}]}""");

        Assert.That(translation.Events.Select(trackEvent => trackEvent.Name), Is.EqualTo([expected]));
        Assert.That(translation.Unrecognised, Is.Empty);
    }

    [TestCase("account_settings_update", """{"timestamp":"1769162380","type":"phone_number_settings"}""", "2026-01-23T09:59:40.000Z")]
    [TestCase(
        "account_update",
        """{"event":"ACCOUNT_OFFBOARDED","account_offboarded":{"timestamp":1769162380}}""",
        "2026-01-23T09:59:40.000Z"
    )]
    [TestCase("account_reconnected", """{"timestamp":1769162380}""", "2026-01-23T09:59:40.000Z")]
    [TestCase(
        "account_update",
        """{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"January 2, 2026"}}""",
        "2026-01-02T00:00:00.000Z"
    )]
    [TestCase(
        "account_update",
        """{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE","waba_ban_date":"March 2, 2026"}}""",
        "2026-01-23T09:59:50.000Z"
    )]
    [TestCase(
        "message_template_status_update",
        """{"message_template_id":1,"event":"DISABLED","disable_info":{"disable_date":"Jan 2, 2026"}}""",
        "2026-01-02T00:00:00.000Z"
    )]
    [TestCase(
        "payment_configuration_update",
        """{"status":"Active","created_timestamp":1769160000,"updated_timestamp":1769162380}""",
        "2026-01-23T09:59:40.000Z"
    )]
    [TestCase(
        "template_category_update",
        """{"message_template_id":1,"new_category":"UTILITY","correct_category":"MARKETING","category_update_timestamp":1769162380}""",
        "2026-01-23T09:59:50.000Z"
    )]
    [TestCase("security", """{"event":"PIN_CHANGED"}""", "2026-01-23T09:59:50.000Z")]
    public void A_time_that_a_notice_states_wins_over_the_time_it_was_sent(string field, string value, string expected)
    {
        var trackEvent = Translated
            .Body($$$"""{"entry":[{"id":"9","time":1769162390,"changes":[{"field":"{{{field}}}","value":{{{value}}} }]}]}""")
            .OnlyEvent();

        Assert.That((string?)trackEvent["timestamp"], Is.EqualTo(expected));
    }

    [TestCase(
        "account_update",
        """{"event":"ACCOUNT_OFFBOARDED","account_offboarded":{"phone_number_id":"110045678901234"}}""",
        "account.account_offboarded"
    )]
    [TestCase("account_update", """{"account_reconnected":{"phone_number_id":"110045678901234"}}""", "account.account_reconnected")]
    [TestCase("account_offboarded", """{"phone_number_id":"110045678901234"}""", "account.account_offboarded")]
    public void The_number_that_left_or_came_back_is_the_one_the_event_belongs_to(string field, string value, string name)
    {
        var trackEvent = Translated
            .Body($$$"""{"entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":{{{value}}} }]}]}""")
            .Events.Single();

        Assert.That((trackEvent.Name, trackEvent.Context.PhoneNumberId), Is.EqualTo((name, "110045678901234")));
    }

    [Test]
    public void A_change_of_category_that_is_only_announced_names_no_new_category()
    {
        var announced = Translated.Sample("template-category-impending").OnlyEvent().Properties();
        var done = Translated.Sample("template-category-changed").OnlyEvent().Properties();

        Assert.That((bool?)announced["impending"], Is.True);
        Assert.That(announced["newCategory"], Is.Null);
        Assert.That((string?)announced["category"], Is.Not.Null);
        Assert.That(done["impending"], Is.Null);
        Assert.That((string?)done["newCategory"], Is.Not.Null);
    }

    [Test]
    public void A_group_tells_of_each_setting_whether_it_was_taken()
    {
        var events = Translated.Sample("group-settings-refused").Events;

        Assert.That(events.Select(trackEvent => trackEvent.Name), Is.All.EqualTo("group.updated"));
        Assert.That(events.Select(trackEvent => trackEvent.Id), Is.Unique);
        Assert.That(
            Translated.Sample("group-settings-refused").Lines(),
            Is.EqualTo(events.Select(Translations.Json)).And.Exactly(2).Contains("\"status\":\"failed\"")
        );
    }

    [Test]
    public void A_phones_history_tells_by_the_sender_who_wrote()
    {
        var events = Translated.Sample("history-backfilled").Events;

        Assert.That(events.Select(trackEvent => trackEvent.Name), Is.EqualTo(["message.sent", "message.received", "message.received"]));
        Assert.That(events.Select(trackEvent => trackEvent.UserId), Is.All.EqualTo("+254712345678"));
        Assert.That(events.Select(trackEvent => trackEvent.Timestamp), Is.All.LessThan(Translated.ReceivedAt.AddDays(-20)));
    }
}
