using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>Clicks on marketing messages: <c>value.user_actions[]</c> of the field <c>messages</c>, and the field <c>tracking_events</c>. Meta names no person.</summary>
internal static class Clicks
{
    public static void TranslateTrackingEvents(Change change, Translation into) => ItemLoop.Run(change, "events"u8, into, TranslateTrackingEvent);

    public static string? TranslateUserAction(Change change, Json action, Translation into)
    {
        var type = action["action_type"u8].Text;
        var name = type switch
        {
            "marketing_messages_link_click" => EventNames.LinkClicked,
            "landing_page_view" => EventNames.LandingPageViewed,
            null => null,
            _ => $"tracking.{Fact.Word(type)}",
        };
        if (name is null)
        {
            return "the user action has no type";
        }

        into.Events.Add(ToEvent(change, name, type!, action["timestamp"u8], action["marketing_messages_link_click_data"u8]));
        return null;
    }

    private static string? TranslateTrackingEvent(Change change, Json item, Translation into)
    {
        if (item["event_name"u8].Text is not { } name)
        {
            return "the tracking event has no name";
        }

        into.Events.Add(ToEvent(change, $"tracking.{Fact.Word(name)}", name, item["timestamp"u8], item["tracking_data"u8]));
        return null;
    }

    private static TrackEvent ToEvent(Change change, string name, string type, Json timestamp, Json data)
    {
        var context = new ItemContext(change, Person.Nobody, MetaTime.Read(timestamp, change.ReceivedAt));
        var click = data["click_id"u8].Text;
        var token = data["tracking_token"u8].Text;
        return context.Event(name, "ua", $"{type}:{click ?? token}:{timestamp.Text}", new PropertyBag()
            .Add(ClickId, click)
            .Add(TrackingToken, token)
            .Add(ClickComponent, data["click_component"u8].Text?.ToLowerInvariant())
            .Add(ProductId, data["product_id"u8].Text));
    }
}
