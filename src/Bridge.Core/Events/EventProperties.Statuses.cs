using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>What becomes of messages of the business, what they cost, and the business's own note on them.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty DeliveredAt = new(
        "deliveredAt",
        Time,
        "When it reached the device; with a watermark, when Meta said so."
    );
    public static readonly EventProperty Inferred = new(
        "inferred",
        Flag,
        "Nobody told of it: it follows from another event, whose time it has."
    );
    public static readonly EventProperty ReadAt = new("readAt", Time, "When it was read; with a watermark, when Meta said so.");
    public static readonly EventProperty PlayedAt = new("playedAt", Time, "When the voice message was first played.");
    public static readonly EventProperty FailedAt = new("failedAt", Time, "When it failed.");
    public static readonly EventProperty Watermark = new("watermark", Time, "Everything sent until then is delivered or read (Messenger).");
    public static readonly EventProperty Status = new(
        "status",
        Text,
        "The state of it, as Meta names it; failed for a change of a group that did not succeed."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty TemplateId = new("templateId", Text, "The template that was sent.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AgentId = new(
        "agentId",
        Text,
        "The agent: who sent it, or who has the chat.",
        PropertyPrivacy.Named
    );
    public static readonly EventProperty IsAutomated = new(
        "isAutomated",
        Flag,
        "Whether a machine sent it, from biz_opaque_callback_data."
    );
    public static readonly EventProperty CampaignId = new(
        "campaignId",
        Text,
        "The business's campaign, from biz_opaque_callback_data.",
        PropertyPrivacy.Named
    );
    public static readonly EventProperty CampaignName = new("campaignName", Text, "Its name, from biz_opaque_callback_data.");
    public static readonly EventProperty JourneyStep = new(
        "journeyStep",
        Text,
        "The step of the bot's journey, from biz_opaque_callback_data; of a hand-over the trigger that matched."
    );
    public static readonly EventProperty CallbackData = new(
        "callbackData",
        Text,
        "biz_opaque_callback_data as it was sent, when it is no object and no list of key=value."
    );
    public static readonly EventProperty PricingCategory = new("pricingCategory", Text, "Meta's pricing category.") { IsHarmless = true };
    public static readonly EventProperty PricingType = new("pricingType", Text, "Meta's pricing type.") { IsHarmless = true };
    public static readonly EventProperty Billable = new("billable", Flag, "Whether Meta charges for it.");
    public static readonly EventProperty PricingModel = new("pricingModel", Text, "Meta's pricing model: CBP, PMP.") { IsHarmless = true };
    public static readonly EventProperty MetaConversationId = new(
        "metaConversationId",
        Text,
        "Meta's id of the conversation it is charged under.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty ConversationOrigin = new(
        "conversationOrigin",
        Text,
        "What opened that conversation, as Meta names it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ConversationExpiresAt = new("conversationExpiresAt", Time, "When that conversation ends.");
    public static readonly EventProperty Origin = new(
        "origin",
        Text,
        "What sent it: cloud_api, business_app (the phone, the page's inbox), page (nobody says what), "
            + "app (an app on Messenger or Instagram) or other_sender (seen from standby)."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AppId = new("appId", Text, "The app that sent it (Messenger, Instagram).", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
}
