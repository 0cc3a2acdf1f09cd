using System.Text.RegularExpressions;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>What each body from the field must become, worked out by hand from the event contract and Meta's reference.</summary>
[TestFixture]
internal sealed class CorpusEventsTests
{
    /// <summary>
    /// File, with * for anything, and the names of its events in order; the first line that fits counts. A name alone is about a person,
    /// <c>-</c> before it says <c>system</c>, <c>?</c> is a field never heard of and <c>!</c> an item that truly has no id. Nothing behind
    /// the file: it says nothing.
    /// </summary>
    private const string Expected = """
        account_alerts.some_data                         ?account_alerts
        account_alerts.x.18changes                       -account.alert -account.review_update -account.account_deleted \
            -business.capability_update -template.components_changed -template.quality_changed -template.status_changed \
            message.received -message.delivered message.sent -call.status -partner.solution_created \
            -payment.configuration_update -phone_number.name_update -phone_number.quality_update -security.pin_reset_request \
            contact.updated message.sent -template.category_changed contact.opted_out
        account_review_update.*                          -account.review_update
        account_update.ACCOUNT_DELETED                   -account.account_deleted
        account_update.ACCOUNT_OFFBOARDED                -account.account_offboarded
        account_update.ACCOUNT_RECONNECTED               -account.account_reconnected
        account_update.ACCOUNT_RESTRICTION*              -account.account_restriction
        account_update.ACCOUNT_VIOLATION*                -account.account_violation
        account_update.AD_ACCOUNT_LINKED                 -account.ad_account_linked
        account_update.AUTH_INTL*                        -account.auth_intl_price_eligibility_update
        account_update.BUSINESS_PRIMARY*                 -account.business_primary_location_country_update
        account_update.DISABLED_UPDATE                   -account.disabled_update
        account_update.MM_LITE*                          -account.mm_lite_terms_signed
        account_update.PARTNER_ADDED*                    -account.partner_added
        account_update.PARTNER_APP_INSTALLED             -account.partner_app_installed
        account_update.PARTNER_APP_UNINSTALLED           -account.partner_app_uninstalled
        account_update.PARTNER_CLIENT*                   -account.partner_client_certification_status_update
        account_update.PARTNER_REMOVED*                  -account.partner_removed
        account_update.VOLUME_BASED*                     -account.volume_based_pricing_tier_update
        automatic_events.LeadSubmitted                   -conversion.lead_submitted
        automatic_events.Purchase                        -conversion.purchase
        business_capability_update.*                     -business.capability_update
        business_status_update.*                         -business.compromised_notification
        business_username_update*                        -business.username_update
        calls.connect.*                                  call.started
        calls.terminate.*                                call.ended
        calls.*                                          call.status
        flows.*                                          -flow.alert
        group_lifecycle_update.*errors*                  -group.updated
        group_lifecycle_update.group_create              -group.created
        group_lifecycle_update.group_delete              -group.deleted
        group_participants_update.GROUP_REQUEST_TYPE     -group.updated
        group_participants_update.group_participants_add group.joined
        group_participants_update.group_participants_remove group.left group.left group.joined group.join_requested \
            group.join_requested
        group_participants_update.join_approved*         group.joined group.joined
        group_participants_update.join_request_created   group.join_requested
        group_participants_update.participant_leaves*    group.left
        group_settings_update.*                          -group.updated -group.updated -group.updated
        group_status_update.group_suspend                -group.suspended
        group_status_update.group_suspend_cleared        -group.unsuspended
        history.*
        invalid_field.empty_value                        ?invalid_field
        message_echoes.*                                 message.sent
        message_template_components_update.*             -template.components_changed
        message_template_*previous_quality*              -template.quality_changed
        message_template_status_update.*                 -template.status_changed
        messages.APPROVED                                -template.status_changed
        messages.edit*                                   message.edited
        messages.image.errors.media_download_failed*     !
        messages.interactive.nfm_reply*                  message.received flow.completed
        messages.interactive.no_subtype.context          message.received -channel.error
        messages.messages_empty*
        messages.messaging_product_metadata              ?object invalid_object
        messages.order.x3.and_status                     message.received order.placed message.received message.received \
            flow.completed message.sent call.started
        messages.order*                                  message.received order.placed
        messages.reaction*                               message.reaction
        messages.request_welcome                         chat.opened
        messages.revoke                                  message.deleted
        messages.system*                                 contact.updated
        messages.text.no_body.no_contacts.2changes       message.received ?account_alerts
        messages.text.no_contacts.2changes.2entries      message.received message.received
        messages.text.no_from                            -message.received
        messages.text.referral*                          message.received referral.received
        messages.text.referred_product                   message.received
        messages.user_actions.landing_page_view          -landing_page.viewed
        messages.user_actions.marketing_link_click*      -link.clicked
        messages.value_errors*                           -channel.error
        messages.*                                       message.received
        messaging_handovers.unknown_type_no_sender       ?messaging_handovers
        messaging_handovers.*                            agent.handoff
        no_field.text.and_status*                        message.received message.failed message.sent message.delivered \
            message.delivered message.read
        odd.entry_is_object
        odd.messages.null_mix_x29                        message.received message.received message.received message.received \
            message.received message.received message.received message.received message.reaction message.reaction \
            message.edited message.received message.received message.received contact.updated contact.updated message.received \
            message.received message.received message.received message.received message.received message.received \
            message.received message.received message.received order.placed message.received message.received chat.opened
        partner_solutions.*                              -partner.solution_created
        payment_configuration_update.*                   -payment.configuration_update
        phone_number_name_update.*                       -phone_number.name_update
        phone_number_quality_update.*                    -phone_number.quality_update
        security.PIN_RESET_REQUEST                       -security.pin_reset_request
        smb_app_state_sync.add                           contact.updated
        smb_app_state_sync.bsuid_add_and_remove          contact.updated contact.updated
        smb_message_echoes.edit*                         message.edited
        smb_message_echoes.revoke*                       message.deleted
        smb_message_echoes.*                             message.sent
        standby.inbound_message*                         message.received
        standby.message_echo*                            message.sent
        standby.status*                                  message.delivered
        status.delivered*                                message.delivered
        statuses.delivered.bare                          -message.delivered
        statuses.delivered*                              message.delivered
        statuses.failed.132015*                          -message.failed
        statuses.failed*                                 message.failed
        statuses.free_group*                             message.delivered message.delivered
        statuses.no_status*                              !
        statuses.played*                                 message.played
        statuses.read.conv_x*                            -message.read
        statuses.read*                                   message.read
        statuses.sent*                                   message.sent
        template_category_update.*                       -template.category_changed
        template_correct_category*                       -template.category_changed
        template_status_update.messaging_product_metadata ?template_status_update
        tracking_events.*                                -tracking.sent
        user_id_update*                                  contact.updated
        user_preferences.stop*                           contact.opted_out
        user_preferences.*                               contact.opted_in
        messenger_instagram/*account_linking             contact.updated
        messenger_instagram/*app_roles                   ?messenger app_roles
        messenger_instagram/*checkout_update             ?messenger checkout_update
        messenger_instagram/*payment                     ?messenger payment
        messenger_instagram/*policy-enforcement          ?messenger policy-enforcement
        messenger_instagram/*is_deleted                  message.deleted
        messenger_instagram/*message_edit                message.edited
        messenger_instagram/*reaction                    message.reaction
        messenger_instagram/*read                        message.read
        messenger_instagram/*request_thread_control      agent.handoff_requested
        messenger_instagram/*_thread_control             agent.handoff
        messenger_instagram/*.message.*                  message.received
        """;

    /// <summary>A line that ends with <c>\</c> goes on in the next.</summary>
    private static readonly string[] Lines = Expected.Replace(" \\\n    ", " ", StringComparison.Ordinal).Split('\n');

    private static IEnumerable<TestCaseData> Files() =>
        Samples.CorpusFiles().Select(Name).Select(name => new TestCaseData(name).SetName("{m}: " + name));

    [TestCaseSource(nameof(Files))]
    public void A_body_from_the_field_becomes_the_events_it_should(string name)
    {
        var body = File.ReadAllBytes(Path.Combine(Samples.Corpus!, name + ".json"));

        var translation = Translated.Body(body, Samples.OptionsFor(name));

        Assert.That(Describe(translation), Is.EqualTo(ExpectedOf(name)));
    }

    [Test]
    public void Each_line_of_the_table_is_some_files_first()
    {
        Assume.That(Samples.Corpus, Is.Not.Null, "there is no corpus");

        var used = Samples.CorpusFiles().Select(Name).Select(LineOf).ToHashSet();

        Assert.That(Lines.Where(line => !used.Contains(line)), Is.Empty);
    }

    private static string Name(string file) => Path.ChangeExtension(Path.GetRelativePath(Samples.Corpus!, file), null).Replace('\\', '/');

    private static string? LineOf(string name) => Lines.FirstOrDefault(line => Fits(line.Split(' ')[0], name));

    private static string ExpectedOf(string name) =>
        LineOf(name) is not { } line ? "not in the table" : string.Join(' ', line.Split(' ', 2)[1..]).Trim();

    private static bool Fits(string pattern, string name) =>
        Regex.IsMatch(
            name,
            $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    private static string Describe(WebhookTranslation translation) =>
        string.Join(
            ' ',
            [
                .. translation.Events.Select(trackEvent => (trackEvent.UserId == "system" ? "-" : "") + trackEvent.Name),
                .. translation.Unreadable.Select(_ => "!"),
                .. translation.Unrecognised.Select(item => "?" + item.Field),
            ]
        );
}
