using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Json;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messenger;

/// <summary>
/// What happens around the messages on Messenger and Instagram: how a person came, whether they want messages, and who has the thread.
/// </summary>
internal static class MessengerThread
{
    /// <returns>Never a problem.</returns>
    public static string? Add(ItemContext context, JsonView item, WebhookTranslation into)
    {
        foreach (var referral in LinkReferral.Of(item))
        {
            AddReferral(context, referral, into.Events, into.Options.TextPatterns);
        }

        if (item["optin"u8] is { IsObject: true } optin)
        {
            into.Events.Add(Consent(context, optin));
        }

        AddHandover(context, item["pass_thread_control"u8], "control_passed", into);
        AddHandover(context, item["take_thread_control"u8], "control_taken", into);
        if (item["request_thread_control"u8] is { IsObject: true } request)
        {
            into.Events.Add(
                context.Event(
                    ConversationEvents.HandoffRequested,
                    "ho",
                    MessengerItem.Key(context, "control_requested"),
                    new PropertyBag().Add(ChatId, context.ChatId).Add(RequestedOwnerAppId, request["requested_owner_app_id"u8].Text)
                )
            );
        }

        return null;
    }

    /// <summary>
    /// Marketing messages are stopped by the same item that once allowed them. Meta writes the state with a space or an underscore.
    /// </summary>
    private static TrackEvent Consent(ItemContext context, JsonView optin)
    {
        var isStop = FactKey.Word(optin["notification_messages_status"u8].Text) == "stop_notifications";
        return context.Event(
            isStop ? ConversationEvents.OptedOut : ConversationEvents.OptedIn,
            "pref",
            MessengerItem.Key(context, isStop ? "optout" : "optin"),
            new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(Category, optin["type"u8].Text?.ToLowerInvariant())
                .Add(ReferralRef, optin["ref"u8].Text)
        );
    }

    private static void AddReferral(ItemContext context, JsonView referral, List<TrackEvent> events, TextPatterns patterns)
    {
        var arrival = LinkReferral.Read(referral, context.Change.Account, patterns);
        events.Add(
            (
                context with
                {
                    Campaign = arrival.Campaign,
                    Hint = arrival.Touch is { } touch ? new ConversationStep(StepKind.None) { Touch = touch } : null,
                }
            ).Event(
                ConversationEvents.ReferralReceived,
                "ref",
                $"{MessengerItem.Key(context, arrival.AdId ?? arrival.Ref ?? "open")}:{FactKey.Hash(context.Change, referral)}",
                new PropertyBag()
                    .Add(ChatId, context.ChatId)
                    .Add(SourceType, arrival.Source)
                    .Add(SourceId, arrival.AdId)
                    .Add(SourceUrl, referral["referer_uri"u8].Text)
                    .Add(AdId, arrival.AdId)
                    .Add(ReferralRef, arrival.Ref)
            )
        );
    }

    private static void AddHandover(ItemContext context, JsonView control, string type, WebhookTranslation into)
    {
        if (!control.IsObject)
        {
            return;
        }

        if (context.ChatId is not { } chat)
        {
            into.Dropped.Add(new Dropped(Handovers.NoPerson, ConversationEvents.HandedOff.Name));
            return;
        }

        into.Events.Add(
            context.Event(
                ConversationEvents.HandedOff,
                "ho",
                MessengerItem.Key(context, type),
                new PropertyBag()
                    .Add(ChatId, chat)
                    .Add(HandoffReason, type)
                    .Add(PreviousOwnerAppId, control["previous_owner_app_id"u8].Text)
                    .Add(NewOwnerAppId, control["new_owner_app_id"u8].Text)
            )
        );
    }
}
