using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>What changes about people, what brought them, and who has their thread.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty ContactChange = new(
        "change",
        Text,
        "What changed, as Meta names it; address_book_added or address_book_removed from the phone's address book."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Setting = new(
        "setting",
        Text,
        "Which setting of the group, as Meta names it: group_subject, group_description, profile_picture."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousUserId = new("previousUserId", Text, "The user's id before.", PropertyPrivacy.Identifies);
    public static readonly EventProperty NewUserId = new("newUserId", Text, "The user's id from now on.", PropertyPrivacy.Identifies);
    public static readonly EventProperty SourceType = new("sourceType", Text, "What was clicked: ad or post.") { IsHarmless = true };
    public static readonly EventProperty SourceId = new("sourceId", Text, "The id of the ad or post.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty SourceUrl = new("sourceUrl", Text, "Where the ad or post is to be seen.");
    public static readonly EventProperty Headline = new("headline", Text, "The ad's headline.");
    public static readonly EventProperty WelcomeMessage = new("welcomeMessage", Text, "The greeting that the ad shows in the chat.");
    public static readonly EventProperty CtwaClid = new(
        "ctwaClid",
        Text,
        "The click id; absent for ads in WhatsApp Status.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty Referral = new("referral", Nested, "The ad or post that led here.")
    {
        Members = [SourceType, SourceId, CtwaClid],
    };
    public static readonly EventProperty ReferralRef = new(
        "ref",
        Text,
        "What the link or plug-in that was followed carries along (Messenger, Instagram)."
    );
    public static readonly EventProperty AdId = new("adId", Text, "The ad's id, when an ad was clicked.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AdName = new("adName", Text, "What the ad is called at Meta.") { IsHarmless = true };
    public static readonly EventProperty AdsetId = new("adsetId", Text, "The id of the ad's ad set.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AdsetName = new("adsetName", Text, "What the ad's ad set is called.") { IsHarmless = true };
    public static readonly EventProperty UtmSource = new("utmSource", Text, "utm_source of the ad's URL.");
    public static readonly EventProperty UtmMedium = new("utmMedium", Text, "utm_medium of the ad's URL.");
    public static readonly EventProperty UtmCampaign = new("utmCampaign", Text, "utm_campaign of the ad's URL.");
    public static readonly EventProperty UtmTerm = new("utmTerm", Text, "utm_term of the ad's URL.");
    public static readonly EventProperty UtmContent = new("utmContent", Text, "utm_content of the ad's URL.");
    public static readonly EventProperty FromMode = new("fromMode", Text, "Who answered before: bot or agent.") { IsHarmless = true };
    public static readonly EventProperty ToMode = new("toMode", Text, "Who answers from now on: bot or agent.") { IsHarmless = true };
    public static readonly EventProperty HandoffReason = new(
        "handoffReason",
        Text,
        "Why the thread changed hands: Meta's kind of hand-over, user_request (a trigger matched) or agent_reply (inferred)."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousOwnerRole = new(
        "previousOwnerRole",
        Text,
        "Meta's name of the role before: ai_agent, escalation, customer_service, marketing, utility, ctwa."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty NewOwnerRole = new("newOwnerRole", Text, "Meta's name of the role from now on.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousOwnerAppId = new(
        "previousOwnerAppId",
        Text,
        "The app that had the thread before.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousOwnerAppRole = new(
        "previousOwnerAppRole",
        Text,
        "Which of Meta's products that app is, such as meta_business_agent."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty NewOwnerAppId = new(
        "newOwnerAppId",
        Text,
        "The app that has the thread from now on.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty RequestedOwnerAppId = new(
        "requestedOwnerAppId",
        Text,
        "The app that asks for the thread.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Category = new(
        "category",
        Text,
        "Which kind: marketing_messages for preferences; for templates the category they have."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty SignupId = new("signupId", Text, "The sign-up link that was used.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
}
