using static Bridge.Core.Events.EventProperties;
using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>What brought a person, on events that came of it; made up of properties that are declared elsewhere.</summary>
internal static class TouchProperties
{
    public static readonly EventProperty TouchedAt = new("touchedAt", Time, "When it brought the person.");

    private static readonly EventProperty[] Parts =
    [
        SourceType,
        SourceId,
        CtwaClid,
        AdName,
        AdsetId,
        AdsetName,
        CampaignName,
        CampaignId,
        UtmSource,
        UtmMedium,
        UtmTerm,
        UtmContent,
        TouchedAt,
    ];

    public static readonly EventProperty FirstTouch = new(
        "firstTouch",
        Nested,
        "What brought the person to the business number first, whenever that was."
    )
    {
        Members = Parts,
    };

    public static readonly EventProperty LastTouch = new("lastTouch", Nested, "What brought the person to this conversation last.")
    {
        Members = Parts,
    };
}
