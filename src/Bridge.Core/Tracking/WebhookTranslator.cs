using System.Collections.Frozen;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>Translates what one webhook field says into events, unreadable items, or nothing.</summary>
internal delegate void FieldTranslator(Change change, Translation into);

/// <summary>From a webhook body to track events: total, deterministic, without I/O or clock.</summary>
public static class WebhookTranslator
{
    /// <summary>What Bridge understands: webhook field → translator. A new field is one file and one line here.</summary>
    private static readonly FrozenDictionary<string, FieldTranslator> Fields = new Dictionary<string, FieldTranslator>
    {
        ["messages"] = MessagesField.Translate,
        ["status"] = MessagesField.Translate, // what some gateways write over statuses
        ["smb_message_echoes"] = BusinessAppEchoes.Translate,
        ["message_echoes"] = BusinessAppEchoes.Translate,
        ["standby"] = Standby.Translate,
        ["messaging_handovers"] = Handovers.Translate,
        ["user_preferences"] = UserPreferences.Translate,
        ["user_id_update"] = UserIdUpdates.Translate,
        ["smb_app_state_sync"] = AddressBook.Translate,
        ["history"] = History.Translate,
        ["calls"] = Calls.Translate,
        ["automatic_events"] = AutomaticEvents.Translate,
        ["tracking_events"] = Clicks.TranslateTrackingEvents,
        ["group_lifecycle_update"] = Groups.Translate,
        ["group_participants_update"] = Groups.Translate,
        ["group_participant_update"] = Groups.Translate,
        ["group_settings_update"] = Groups.Translate,
        ["group_status_update"] = Groups.Translate,
        ["message_template_status_update"] = TemplateNotices.StatusChanged.Translate,
        ["message_template_quality_update"] = TemplateNotices.QualityChanged.Translate,
        ["message_template_components_update"] = TemplateNotices.ComponentsChanged.Translate,
        ["template_category_update"] = TemplateNotices.CategoryChanged.Translate,
        ["template_correct_category_detection"] = TemplateNotices.CategoryChanged.Translate,
        ["account_update"] = AccountNotices.Update.Translate,
        ["account_alerts"] = AccountNotices.Alert.Translate,
        ["account_review_update"] = AccountNotices.Review.Translate,
        ["account_settings_update"] = AccountNotices.Settings.Translate,
        ["business_capability_update"] = AccountNotices.Capability.Translate,
        ["business_status_update"] = AccountNotices.BusinessStatus.Translate,
        ["business_username_update"] = AccountNotices.BusinessUsername.Translate,
        ["business_username_updates"] = AccountNotices.BusinessUsername.Translate,
        ["phone_number_username_update"] = AccountNotices.BusinessUsername.Translate,
        ["phone_number_name_update"] = AccountNotices.NumberName.Translate,
        ["phone_number_quality_update"] = AccountNotices.NumberQuality.Translate,
        ["security"] = AccountNotices.Security.Translate,
        ["payment_configuration_update"] = AccountNotices.Payment.Translate,
        ["partner_solutions"] = AccountNotices.Partner.Translate,
        ["campaign_status_update"] = AccountNotices.Campaign.Translate,
        ["flows"] = AccountNotices.Flow.Translate,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Translates every item of every change of every entry, each on its own; no shape of <paramref name="body"/> makes it throw.</summary>
    /// <param name="body">The raw bytes Meta posted. The result refers to this memory: keep it alive until the result is written.</param>
    /// <param name="receivedAt">When the webhook came in; stands in for times Meta does not give.</param>
    /// <param name="options">What an operator allows to leave Bridge.</param>
    public static Translation Translate(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, TranslationOptions options)
    {
        var translation = new Translation(options);
        if (!JsonTape.TryParse(body, out var tape))
        {
            translation.AddUnreadable("the body is not JSON", source: null, body, isJson: false);
            return translation;
        }

        using (tape)
        {
            Envelope.Walk(tape.Root, receivedAt, translation, TranslateChange);
        }

        return translation;
    }

    private static void TranslateChange(Change change, Translation into)
    {
        if (Find(change) is { } translator)
        {
            translator(change, into);
        }
        else
        {
            into.AddUnrecognised(change);
        }
    }

    /// <summary>
    /// By shape where the shape is unmistakable, then by the field's name; messages and statuses by shape only where the name was left out, because
    /// under other names the same arrays mean something else: past messages (<c>history</c>), the business's own (<c>message_echoes</c>), calls.
    /// </summary>
    private static FieldTranslator? Find(Change change) =>
        ByShape(change.Value)
        ?? (change.Field.Length > 0 ? Fields.GetValueOrDefault(change.Field)
        : MessagesField.Fits(change.Value) ? MessagesField.Translate
        : null);

    private static FieldTranslator? ByShape(Json value) =>
        !value["message_template_id"u8].Exists ? null
        : value["new_quality_score"u8].Exists ? TemplateNotices.QualityChanged.Translate
        : value["new_category"u8].Exists || value["correct_category"u8].Exists ? TemplateNotices.CategoryChanged.Translate
        : value["event"u8].Exists ? TemplateNotices.StatusChanged.Translate
        : null;
}
