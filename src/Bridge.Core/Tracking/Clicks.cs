using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>Clicks on marketing messages: <c>value.user_actions[]</c> of the field <c>messages</c>, and the field <c>tracking_events</c>. Meta names no person.</summary>
internal static class Clicks
{
    public static void TranslateTrackingEvents(Change change, Translation into) => ItemLoop.Run(change, "events"u8, into, TranslateTrackingEvent);

    public static string? TranslateUserAction(Change change, Json action, Translation into)
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

    private static string? TranslateTrackingEvent(Change change, Json item, Translation into)
    {
        if (item["event_name"u8].Text is not { } type)
        {
            return "the tracking event has no name";
        }

        into.Events.Add(ToEvent(change, item, ConversationEvents.Tracked, type, item["tracking_data"u8]));
        return null;
    }

    private static TrackEvent ToEvent(Change change, Json item, EventDefinition definition, string type, Json data)
    {
        var timestamp = item["timestamp"u8];
        var context = new ItemContext(change, Person.Nobody, MetaTime.Read(timestamp, change.ReceivedAt));
        var click = data["click_id"u8].Id;
        var token = data["tracking_token"u8].Id;
        // A token is that of a message, which many may click at a time; and without Meta's time a click has no moment.
        var key = click is not null && timestamp.Id is { } moment ? $"{type}:{click}:{moment}" : $"{type}:{click ?? token}:{Fact.Hash(change, item)}";
        return context.Event(definition, definition.IsPattern ? definition.Named(Fact.Word(type)) : definition.Name, "ua", key, new PropertyBag()
            .Add(ClickId, click)
            .Add(TrackingToken, token)
            .Add(ClickComponent, data["click_component"u8].Text?.ToLowerInvariant())
            .Add(ProductId, data["product_id"u8].Text));
    }
}
