using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>Why something cannot be known, and what would make it known: shown where otherwise a 0 would lie.</summary>
internal static class Reasons
{
    public const string NothingCounted = "Nothing was counted in this range.";

    public const string NothingResolved =
        "No conversation that began in this range has ended yet: a CRM ends one with chat.resolved, "
        + "silence after Conversations:ResolveAfter.";

    public const string NobodyKnown =
        "Nobody said whether a bot or a person answered: give isAutomated or agentId in biz_opaque_callback_data, "
        + "let a CRM post to /v1/capture, or set Conversations:InitialMode.";

    public const string NothingAnswered = "No message of a person was answered in this range.";

    public const string NoPersonAnswered =
        "Nobody is known to be a person who answered: give agentId in biz_opaque_callback_data, let a CRM post to /v1/capture, "
        + "or set Conversations:InitialMode.";

    public const string NoAgents =
        "No message names an agent: give agentId in biz_opaque_callback_data, or let a CRM post its messages to /v1/capture.";

    public const string NoCampaigns = "No message names a campaign: give campaignId in biz_opaque_callback_data.";

    public const string NoTemplates = "No message names a template: Meta or templateId in biz_opaque_callback_data does.";

    public const string NoAds = "No message came from an ad or a post: Meta says so with a referral.";

    public const string NoNamesOfAds =
        "Meta's own names of ads are not known: give Attribution:AccessToken a token with ads_read; meta-bridge check says what Meta "
        + "answers.";

    public const string NoCampaignOfAds =
        "No campaign is named, for Meta sends none along with a click: give Attribution:AccessToken a token with ads_read, the ad's link "
        + "UTM parameters, or tell by Attribution:TextPatterns what its prefilled text means.";

    public const string NoOrders =
        "No order came of them: one is a cart that a person sends, or order.placed of a CRM that posts to /v1/capture.";

    public const string NoValue = "What the orders are worth is not known: a price is missing, or several currencies are in one.";

    public const string NoCountries = "No country is known: of nobody there is a phone number or an id that tells.";

    public const string NoContacts = "Nobody wrote for the first time in this range.";

    public const string NothingHandedOff = "No conversation was handed off in this range.";

    public const string NothingFailed = "Nothing failed in this range.";

    public const string NotSent = "Nothing was sent in this range.";

    public static string NotKept(Slice slice) =>
        slice == Slice.Agent
            ? "This is not kept by agent: it is no message of theirs. Choose all agents."
            : "This is not kept by campaign: only messages that were sent name one. Choose all campaigns.";
}
