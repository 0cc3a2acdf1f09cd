using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>Calls, purchases, clicks and games.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty CallId = new(
        "callId",
        Text,
        "WhatsApp's id of the call (wacid); opaque.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty DurationSeconds = new("durationSeconds", Integer, "How long the call lasted, in seconds.");
    public static readonly EventProperty ConversionValue = new("value", Number, "The price, in units of the currency.");
    public static readonly EventProperty ClickId = new("clickId", Text, "Meta's id of the click.", PropertyPrivacy.Opaque);
    public static readonly EventProperty TrackingToken = new(
        "trackingToken",
        Text,
        "Meta's token of the message that was clicked.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty ClickComponent = new("clickComponent", Text, "What was clicked: cta or body.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty GameId = new("gameId", Text, "The game that was played.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty GameContext = new("gameContext", Text, "Where the game was played: solo, thread or group.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Score = new("score", Integer, "The best score of the round.");
}
