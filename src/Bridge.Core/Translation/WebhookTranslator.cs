using System.Collections.Frozen;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Actions;
using Bridge.Core.Translation.Calls;
using Bridge.Core.Translation.Groups;
using Bridge.Core.Translation.Messages;
using Bridge.Core.Translation.Notices;
using Bridge.Core.Translation.People;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>From a webhook body to track events: total, deterministic, without I/O or clock.</summary>
public static class WebhookTranslator
{
    /// <summary>What Bridge understands: webhook field → translator. A new field is one file and one line here.</summary>
    private static readonly FrozenDictionary<string, WebhookField> Fields = new Dictionary<string, WebhookField>
    {
        ["messages"] = new(MessagesField.Translate, "messages", "statuses", "errors", "user_actions"),
        // What some gateways write over statuses
        ["status"] = new(MessagesField.Translate, "messages", "statuses", "errors", "user_actions"),
        ["smb_message_echoes"] = new(BusinessAppEchoes.Translate, "message_echoes", "messages"),
        ["message_echoes"] = new(BusinessAppEchoes.Translate, "message_echoes", "messages"),
        ["standby"] = new(Standby.Translate, "standby"),
        ["messaging_handovers"] = new(Handovers.Translate),
        ["user_preferences"] = new(UserPreferences.Translate, "user_preferences"),
        ["consumer_profile"] = new(ConsumerProfile.Translate),
        ["user_id_update"] = new(UserIdUpdates.Translate, "user_id_update"),
        ["smb_app_state_sync"] = new(AddressBook.Translate, "state_sync"),
        ["history"] = new(History.Translate, "history", "messages"),
        ["calls"] = new(CallEvents.Translate, "calls", "statuses", "errors"),
        ["automatic_events"] = new(AutomaticEvents.Translate, "automatic_events"),
        ["tracking_events"] = new(Clicks.TranslateTrackingEvents, "events"),
        ["group_lifecycle_update"] = new(GroupChanges.Translate, "groups"),
        ["group_participants_update"] = new(GroupChanges.Translate, "groups"),
        ["group_participant_update"] = new(GroupChanges.Translate, "groups"),
        ["group_settings_update"] = new(GroupChanges.Translate, "groups"),
        ["group_status_update"] = new(GroupChanges.Translate, "groups"),
        ["message_template_status_update"] = TemplateNotices.StatusChanged,
        ["message_template_quality_update"] = TemplateNotices.QualityChanged,
        ["message_template_components_update"] = TemplateNotices.ComponentsChanged,
        ["template_category_update"] = TemplateNotices.CategoryChanged,
        ["template_correct_category_detection"] = TemplateNotices.CategoryChanged,
        ["account_update"] = AccountNotices.Update,
        ["account_offboarded"] = AccountNotices.Update,
        ["account_reconnected"] = AccountNotices.Update,
        ["account_alerts"] = AccountNotices.Alert,
        ["account_review_update"] = AccountNotices.Review,
        ["account_settings_update"] = AccountNotices.Settings,
        ["business_capability_update"] = AccountNotices.Capability,
        ["business_status_update"] = AccountNotices.BusinessStatus,
        ["business_username_update"] = AccountNotices.BusinessUsername,
        ["business_username_updates"] = AccountNotices.BusinessUsername,
        ["phone_number_username_update"] = AccountNotices.BusinessUsername,
        ["phone_number_name_update"] = AccountNotices.NumberName,
        ["phone_number_quality_update"] = AccountNotices.NumberQuality,
        ["security"] = AccountNotices.Security,
        ["payment_configuration_update"] = AccountNotices.Payment,
        ["partner_solutions"] = AccountNotices.Partner,
        ["campaign_status_update"] = AccountNotices.Campaign,
        ["flows"] = AccountNotices.Flow,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The webhook fields that Bridge understands.</summary>
    public static IEnumerable<string> FieldNames => Fields.Keys;

    /// <summary>
    /// Members of a value that mean the same under whatever field they come: Meta and gateways do not always name the right one.
    /// </summary>
    private static readonly FrozenDictionary<string, FieldTranslator> Shapes = new Dictionary<string, FieldTranslator>
    {
        ["message_echoes"] = BusinessAppEchoes.TranslateEchoes,
        ["standby"] = Standby.Translate,
        ["user_preferences"] = UserPreferences.Translate,
        ["user_id_update"] = UserIdUpdates.Translate,
        ["state_sync"] = AddressBook.Translate,
        ["history"] = History.Translate,
        ["calls"] = CallEvents.TranslateCalls,
        ["automatic_events"] = AutomaticEvents.Translate,
        ["groups"] = GroupChanges.Translate,
    }.ToFrozenDictionary();

    /// <summary>
    /// Translates every item of every change of every entry, each on its own; no shape of <paramref name="body"/> makes it throw.
    /// </summary>
    /// <param name="body">The raw bytes Meta posted. The result refers to this memory: keep it alive until the result is written.</param>
    /// <param name="receivedAt">When the webhook came in; stands in for times Meta does not give.</param>
    /// <param name="options">What an operator allows to leave Bridge.</param>
    public static WebhookTranslation Translate(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, TranslationOptions options)
    {
        var translation = new WebhookTranslation(options);
        if (!JsonTape.TryParse(body, out var tape))
        {
            translation.AddUnreadable("the body is not JSON", body, isJson: false);
            return translation;
        }

        using (tape)
        {
            Envelope.Walk(tape.Root, receivedAt, translation, TranslateChange);
        }

        if (!options.IncludeContactName)
        {
            HideUserNames(translation.Events);
            HideUserNames(translation.Silent);
        }

        return translation.IsOverfull ? Overfull(body, options) : translation;
    }

    private static void HideUserNames(List<TrackEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            var said = events[i];
            events[i] = said with { Context = said.Context with { User = said.Context.User?.WithoutName() } };
        }
    }

    /// <summary>Kept whole, so that nothing of it is lost; it can be translated again once the setting is raised.</summary>
    private static WebhookTranslation Overfull(ReadOnlyMemory<byte> body, TranslationOptions options)
    {
        var translation = new WebhookTranslation(options);
        translation.AddUnreadable(
            "the body holds more items than allowed by Receiving:MaxItems; raise that and replay it if it is from Meta",
            body
        );
        return translation;
    }

    private static void TranslateChange(Change change, WebhookTranslation into)
    {
        var before = into.Count;
        TranslateKnown(change, into);
        if (into.Count == before)
        {
            into.AddEmpty(change.Field);
        }
    }

    private static void TranslateKnown(Change change, WebhookTranslation into)
    {
        var field = Find(change);
        field?.Translate(change, into);
        if (field is not { ReadsEverything: true } && TranslateRest(change, field, into))
        {
            into.AddUnrecognised(change);
        }
    }

    /// <summary>
    /// By shape where the shape is unmistakable, then by the field's name; messages and statuses by shape only where the name was left out,
    /// because under other names the same arrays mean something else: past messages (<c>history</c>), the business's own
    /// (<c>message_echoes</c>), calls.
    /// </summary>
    private static WebhookField? Find(Change change) =>
        OfTemplate(change.Value) is { } notice ? notice
        : Handovers.Fits(change.Value) ? Fields["messaging_handovers"]
        : change.Field.Length > 0 ? Fields.GetValueOrDefault(change.Field)
        : MessagesField.Fits(change.Value) ? Fields["messages"]
        : null;

    private static Notice? OfTemplate(JsonView value) =>
        !value["message_template_id"u8].Exists ? null
        : value["new_quality_score"u8].Exists ? TemplateNotices.QualityChanged
        : value["new_category"u8].Exists || value["correct_category"u8].Exists ? TemplateNotices.CategoryChanged
        : value["event"u8].Exists ? TemplateNotices.StatusChanged
        : null;

    /// <summary>
    /// What the field's own translator does not read. Beside what it reads only lists count, not remarks on the conversation.
    /// </summary>
    /// <returns>Whether something is left that nobody understands; of a field never heard of that is all that has no known shape.</returns>
    private static bool TranslateRest(Change change, WebhookField? field, WebhookTranslation into)
    {
        var wasRead = field is not null && IsRead(change, field);
        var (isStrange, isKnown) = (false, field is not null);
        HashSet<FieldTranslator>? shapes = null; // a member may stand there many times, of which the last counts
        foreach (var member in change.Value.Properties)
        {
            if (!IsFrame(member) && field?.Reads(member) != true && SaysSomething(member.Value, beside: wasRead))
            {
                var isTranslated = TryTranslate(member, change, field, shapes ??= [], into);
                (isStrange, isKnown) = (isStrange || !isTranslated, isKnown || isTranslated);
            }
        }

        return isStrange || !isKnown;
    }

    private static bool TryTranslate(
        in JsonView.Member member,
        Change change,
        WebhookField? field,
        HashSet<FieldTranslator> done,
        WebhookTranslation into
    )
    {
        if ((field is not null && member.Is("errors"u8) ? TranslateErrors : Shapes.GetValueOrDefault(member.Name)) is not { } translate)
        {
            return false;
        }

        if (done.Add(translate))
        {
            translate(change, into);
        }

        return true;
    }

    private static void TranslateErrors(Change change, WebhookTranslation into) =>
        ItemLoop.Run(change, "errors"u8, into, MetaErrors.TranslateChannelError);

    private static bool IsRead(Change change, WebhookField field)
    {
        foreach (var member in change.Value.Properties)
        {
            if (field.Reads(member) && member.Value.Exists)
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysSomething(JsonView value, bool beside) =>
        value.IsArray ? value.Items.GetEnumerator().MoveNext() : !beside && value.Exists;

    /// <summary>What stands around every item and says nothing by itself.</summary>
    private static bool IsFrame(in JsonView.Member member) =>
        member.Is("messaging_product"u8) || member.Is("metadata"u8) || member.Is("contacts"u8);
}
