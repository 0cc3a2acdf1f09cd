using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Actions;

/// <summary>
/// Clicks on marketing messages: <c>value.user_actions[]</c> of the field <c>messages</c>, and the field <c>tracking_events</c>. Meta names
/// no person.
/// </summary>
internal static class Clicks
{
    public static void TranslateTrackingEvents(Change change, WebhookTranslation into) =>
        ItemLoop.Run(change, "events"u8, into, TranslateTrackingEvent);

    public static string? TranslateUserAction(Change change, JsonView action, WebhookTranslation into)
    {
        if (action["action_type"u8].Text is not { } type)
        {
            return "the user action has no type";
        }

        var definition = type.ToLowerInvariant() switch
        {
            "marketing_messages_link_click" => ConversationEvents.LinkClicked,
            "landing_page_view" => ConversationEvents.LandingPageViewed,
            _ => ConversationEvents.Tracked,
        };
        into.Events.Add(ToEvent(change, action, definition, type, action["marketing_messages_link_click_data"u8]));
        return null;
    }

    private static string? TranslateTrackingEvent(Change change, JsonView item, WebhookTranslation into)
    {
        if (item["event_name"u8].Text is not { } type)
        {
            return "the tracking event has no name";
        }

        into.Events.Add(ToEvent(change, item, ConversationEvents.Tracked, type, item["tracking_data"u8]));
        return null;
    }

    private static TrackEvent ToEvent(Change change, JsonView item, EventDefinition definition, string type, JsonView data)
    {
        var timestamp = item["timestamp"u8];
        var context = new ItemContext(change, Person.Nobody, MetaTime.Read(timestamp, change.ReceivedAt));
        var click = data["click_id"u8].Id;
        var token = data["tracking_token"u8].Id;
        // A token is that of a message, which many may click at a time; and without Meta's time a click has no moment.
        var key =
            click is not null && timestamp.Id is { } moment
                ? $"{type}:{click}:{moment}"
                : $"{type}:{click ?? token}:{FactKey.Hash(change, item)}";
        return context.Event(
            definition,
            definition.IsPattern ? definition.Named(FactKey.Word(type)) : definition.Name,
            "ua",
            key,
            new PropertyBag()
                .Add(ClickId, click)
                .Add(TrackingToken, token)
                .Add(ClickComponent, data["click_component"u8].Text?.ToLowerInvariant())
                .Add(ProductId, data["product_id"u8].Text)
        );
    }
}
