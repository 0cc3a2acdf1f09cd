using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Support;

namespace Bridge.Translation;

/// <summary>
/// What the samples of the other fields cannot show: which facts are the same, and how little Meta's own spelling matters.
/// </summary>
[TestFixture]
internal sealed partial class OtherFieldsTests
{
    [TestCase("echo-from-phone", "sent:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAERgSRUNITz01AA==")]
    [TestCase("standby-status", "st:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgUU1RBTkRCWTAxDD==:read")]
    [TestCase("handover-to-people", "ho:110045678901234:254712345678:control_passed:1769162390:#")]
    [TestCase("marketing-stopped", "pref:110045678901234:KE.20990018275536417708:marketing_messages:stop:1769162390:#")]
    [TestCase("user-id-update", "uid:110045678901234:KE.20990018275536417708:KE.55667788990011223344")]
    [TestCase("call-started", "call:110045678901234:wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh:connect")]
    [TestCase("conversion-lead", "auto:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgUQVVUTzAx:lead_submitted:#")]
    [TestCase("landing-page-viewed", "ua:110045678901234:landing_page_view:IwAR7aCUKUapCC35tsF7QFRxKy9:1769162390")]
    [TestCase("group-deleted", "grp:110045678901234:Y2FwaV9ncm91cDoyNTQ3MDkwMDAxMTE6MTIwMzYzNDA0Njk0MjMzODIw:group_delete:req-3::#:#")]
    [TestCase("history-backfilled", "sent:110045678901234:wamid.SElTVE9SWTAx")]
    [TestCase("messenger-message", "msg:208685479508187:m_text1")]
    public void A_fact_has_the_key_that_makes_its_repetition_the_same_fact(string sample, string key)
    {
        Assert.That(Hash().Replace(Of(sample).Events[0].NaturalKey, "#"), Is.EqualTo(key));
    }

    [Test]
    public void The_copy_in_standby_is_the_same_fact_as_the_owners()
    {
        var ids = Of("standby-and-owner-same-message").Events.Select(trackEvent => trackEvent.Id).ToList();

        Assert.That(ids, Has.Count.EqualTo(4));
        var (standby, owners) = (ids.Take(2), ids.Skip(2));
        Assert.That(owners, Is.EqualTo(standby));
    }

    [TestCase("standby.inbound_message.text", "messages")]
    [TestCase("standby.status.delivered", "statuses")]
    public void So_it_is_with_bodies_from_the_field(string file, string list)
    {
        Assume.That(Samples.Corpus, Is.Not.Null, "there is no corpus");
        var standby = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples.Corpus!, file + ".json")))!;
        var owner = standby.DeepClone();
        var change = owner["entry"]![0]!["changes"]![0]!;
        change["field"] = "messages";
        change["value"]![list] = change["value"]!["standby"]![list]!.DeepClone();
        change["value"]!.AsObject().Remove("standby");

        var ids = new[] { standby, owner }.Select(body => Translated.Body(body.ToJsonString()).Events.Single().Id);

        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void The_copies_of_a_handover_are_one_fact_and_the_next_handover_another()
    {
        var first = Of("handover-to-people").Events.Single();
        var again = Of("handover-to-people").Events.Single();
        var taken = Of("handover-taken").Events.Single();

        Assert.That(again.Id, Is.EqualTo(first.Id));
        Assert.That(taken.Id, Is.Not.EqualTo(first.Id));
    }

    [TestCase(
        "messaging_handovers",
        """{"sender":{"phone_number":"254712345678"},"recipient":{"phone_number_id":"1"},"control_passed":{"metadata":"#"}}"""
    )]
    [TestCase(
        "user_preferences",
        """{"user_preferences":[{"wa_id":"254712345678","category":"marketing_messages","value":"stop","detail":"#"}]}"""
    )]
    [TestCase("messages", """{"user_actions":[{"action_type":"landing_page_view","note":"#"}]}""")]
    [TestCase("group_status_update", """{"groups":[{"group_id":"G","type":"group_suspend","note":"#"}]}""")]
    public void Without_a_time_two_different_items_are_two_facts_and_the_same_one_is_one(string field, string value)
    {
        Guid Id(string difference) =>
            Translated
                .Body(
                    $$$"""{"entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":"""
                        + $$$"""{{{value.Replace("#", difference, StringComparison.Ordinal)}}} }]}]}"""
                )
                .Events.Single()
                .Id;

        var (first, again, other) = (Id("1"), Id("1"), Id("2"));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

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
        var announced = Of("template-category-impending").OnlyEvent().Properties();
        var done = Of("template-category-changed").OnlyEvent().Properties();

        Assert.That((bool?)announced["impending"], Is.True);
        Assert.That(announced["newCategory"], Is.Null);
        Assert.That((string?)announced["category"], Is.Not.Null);
        Assert.That(done["impending"], Is.Null);
        Assert.That((string?)done["newCategory"], Is.Not.Null);
    }

    [Test]
    public void A_group_tells_of_each_setting_whether_it_was_taken()
    {
        var events = Of("group-settings-refused").Events;

        Assert.That(events.Select(trackEvent => trackEvent.Name), Is.All.EqualTo("group.updated"));
        Assert.That(events.Select(trackEvent => trackEvent.Id), Is.Unique);
        Assert.That(
            Of("group-settings-refused").Lines(),
            Is.EqualTo(events.Select(Translations.Json)).And.Exactly(2).Contains("\"status\":\"failed\"")
        );
    }

    [Test]
    public void A_handover_of_nobodys_chat_is_dropped_and_counted_and_one_of_an_unknown_kind_is_kept_raw()
    {
        var nobodys = Of("handover-without-person");
        var unknown = Of("handover-of-unknown-kind");

        Assert.That(nobodys.IsEmpty, Is.True);
        Assert.That(nobodys.Dropped, Is.EqualTo([new Dropped("no_person", "agent.handoff")]));
        Assert.That(unknown.Unrecognised.Single().Field, Is.EqualTo("messaging_handovers"));
    }

    [TestCase("""{"object":"whatsapp_business_account","entry":[]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{}]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[]}]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{}]}]}""", "(no field)")]
    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{"messages":[]}}]}]}""",
        "messages"
    )]
    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"history","value":{"history":[]}}]}]}""",
        "history"
    )]
    [TestCase("""{"object":"page","entry":[]}""", "entry")]
    [TestCase("""{"object":"page","entry":[{"id":"9","time":1}]}""", "messenger entry")]
    [TestCase("""{"object":"instagram","entry":[{"id":"9","messaging":[]}]}""", "instagram entry")]
    [TestCase("""{"object":"instagram","entry":[{"id":"9","changes":[{"field":"comments","value":{}}]}]}""", "instagram comments")]
    public void What_has_nothing_in_it_is_counted(string body, string name)
    {
        var translation = Translated.Body(body);

        Assert.That(translation.IsEmpty, Is.True);
        Assert.That(translation.Dropped, Is.EqualTo([new Dropped("empty", name)]));
    }

    [Test]
    public void A_phones_history_tells_by_the_sender_who_wrote()
    {
        var events = Of("history-backfilled").Events;

        Assert.That(events.Select(trackEvent => trackEvent.Name), Is.EqualTo(["message.sent", "message.received", "message.received"]));
        Assert.That(events.Select(trackEvent => trackEvent.UserId), Is.All.EqualTo("+254712345678"));
        Assert.That(events.Select(trackEvent => trackEvent.Timestamp), Is.All.LessThan(Translated.ReceivedAt.AddDays(-20)));
    }

    [Test]
    public void Each_message_of_a_silent_history_is_counted()
    {
        Assert.That(Of("history").Dropped, Is.EqualTo(Enumerable.Repeat(new Dropped("history", "history"), 3)));
    }

    [Test]
    public void Whoever_is_in_a_silent_history_is_known_from_then_on_and_nothing_leaves()
    {
        var translation = Of("history");

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Silent.Select(known => (known.UserId, known.Step!.Kind)), Is.EqualTo([("+254712345678", StepKind.Known)]));
    }

    [Test]
    public void The_events_of_a_channel_that_is_not_listed_are_counted_by_name()
    {
        var body = File.ReadAllText(Samples.FileOf(Samples.Webhooks, "messenger-echo"));

        var translation = Translated.Body(body);

        Assert.That(translation.IsEmpty, Is.True);
        Assert.That(translation.Dropped, Is.EqualTo(Enumerable.Repeat(new Dropped("channel", "message.sent"), 2)));
    }

    private static WebhookTranslation Of(string sample) =>
        Translated.Body(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, sample)), Samples.OptionsFor(sample));

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hash();
}
