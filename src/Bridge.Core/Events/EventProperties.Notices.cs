using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>What Meta tells the business about its templates, numbers and accounts.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty Reason = new("reason", Text, "Why, as Meta names it.") { IsHarmless = true };
    public static readonly EventProperty InitiatedBy = new("initiatedBy", Text, "Who did it: business, participant, USER or SYSTEM.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty TemplateName = new("templateName", Text, "The template's name.") { IsHarmless = true };
    public static readonly EventProperty TemplateLanguage = new("templateLanguage", Text, "The template's language.") { IsHarmless = true };
    public static readonly EventProperty RejectionReason = new("rejectionReason", Text, "Why it was rejected.") { IsHarmless = true };
    public static readonly EventProperty PauseTitle = new("pauseTitle", Text, "Which pause it is, as Meta names it.") { IsHarmless = true };
    public static readonly EventProperty DisabledAt = new("disabledAt", Time, "When the template was disabled.");
    public static readonly EventProperty PreviousQuality = new(
        "previousQuality",
        Text,
        "The quality before: GREEN, YELLOW, RED or UNKNOWN."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty NewQuality = new("newQuality", Text, "The quality from now on: GREEN, YELLOW, RED or UNKNOWN.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousCategory = new("previousCategory", Text, "The template's category before.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty NewCategory = new(
        "newCategory",
        Text,
        "The template's category from now on; absent while the change is only announced."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty CorrectCategory = new("correctCategory", Text, "The category Meta holds to be right.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsImpending = new("impending", Flag, "The change is announced, or found to be due, and not done.");
    public static readonly EventProperty EffectiveAt = new("effectiveAt", Time, "From when it holds.");
    public static readonly EventProperty NoticeEvent = new("event", Text, "What happened, as Meta names it.") { IsHarmless = true };
    public static readonly EventProperty DisplayPhoneNumber = new(
        "displayPhoneNumber",
        Text,
        "The business number it is about.",
        PropertyPrivacy.Identifies
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty BusinessCountry = new("country", Text, "The business's country, as Meta gives it.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ViolationType = new("violationType", Text, "Which policy was violated.") { IsHarmless = true };
    public static readonly EventProperty RestrictionType = new("restrictionType", Text, "What is restricted; of several the first.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ExpiresAt = new(
        "expiresAt",
        Time,
        "Until when it holds: a restriction, or the permission to call."
    );
    public static readonly EventProperty BanState = new("banState", Text, "The account's ban, as Meta names it.") { IsHarmless = true };
    public static readonly EventProperty BannedAt = new("bannedAt", Time, "When the ban begins or ends.");
    public static readonly EventProperty AccountId = new(
        "accountId",
        Text,
        "The WhatsApp Business Account it is about.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty OwnerBusinessId = new(
        "ownerBusinessId",
        Text,
        "The business that owns the account.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PartnerAppId = new("partnerAppId", Text, "The partner's app.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty SolutionId = new("solutionId", Text, "The partner solution.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AdAccountId = new("adAccountId", Text, "The ad account that was linked.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Tier = new("tier", Text, "The volume tier, as Meta writes it.") { IsHarmless = true };
    public static readonly EventProperty Region = new("region", Text, "The region of the tier.") { IsHarmless = true };
    public static readonly EventProperty EffectiveMonth = new("effectiveMonth", Text, "The month of the tier, yyyy-MM.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty EntityType = new("entityType", Text, "What the alert is about.") { IsHarmless = true };
    public static readonly EventProperty EntityId = new("entityId", Text, "Its id.", PropertyPrivacy.Opaque) { IsHarmless = true };
    public static readonly EventProperty AlertSeverity = new("alertSeverity", Text, "CRITICAL, WARNING or INFORMATIONAL.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AlertState = new("alertState", Text, "Whether the alert holds, as Meta names it.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty AlertType = new("alertType", Text, "Which alert.") { IsHarmless = true };
    public static readonly EventProperty Decision = new("decision", Text, "APPROVED, REJECTED, PENDING or DEFERRED.") { IsHarmless = true };
    public static readonly EventProperty SettingsType = new("settingsType", Text, "Which settings changed.") { IsHarmless = true };
    public static readonly EventProperty CallingStatus = new("callingStatus", Text, "Whether calling is on.") { IsHarmless = true };
    public static readonly EventProperty MaxDailyConversations = new(
        "maxDailyConversations",
        Text,
        "The business's limit: a number or a tier."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty MaxDailyConversationsPerPhone = new(
        "maxDailyConversationsPerPhone",
        Text,
        "The number's limit, in webhooks before February 2026."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty MaxPhoneNumbers = new("maxPhoneNumbers", Integer, "How many numbers the business may have.");
    public static readonly EventProperty MaxPhoneNumbersPerAccount = new(
        "maxPhoneNumbersPerAccount",
        Integer,
        "How many numbers the account may have."
    );
    public static readonly EventProperty BusinessId = new("businessId", Text, "The business it is about.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty BusinessUsernameProperty = new("username", Text, "The business's WhatsApp user name.");
    public static readonly EventProperty VerifiedName = new("verifiedName", Text, "The display name that was asked for.");
    public static readonly EventProperty PreviousLimit = new("previousLimit", Text, "The messaging limit before.") { IsHarmless = true };
    public static readonly EventProperty CurrentLimit = new("currentLimit", Text, "The messaging limit from now on.") { IsHarmless = true };
    public static readonly EventProperty ConfigurationName = new("configurationName", Text, "The payment configuration.");
    public static readonly EventProperty ProviderName = new("providerName", Text, "The payment provider.");
    public static readonly EventProperty PreviousStatus = new("previousStatus", Text, "The status before.") { IsHarmless = true };
    public static readonly EventProperty CompleteReason = new("completeReason", Text, "Why the campaign is complete.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty FlowId = new("flowId", Text, "The flow it is about.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Threshold = new("threshold", Number, "The threshold that was crossed, as Meta counts it.");
    public static readonly EventProperty RequestsCount = new("requestsCount", Integer, "How many requests were measured.");
    public static readonly EventProperty ErrorRate = new("errorRate", Number, "Percent of requests that failed.");
    public static readonly EventProperty Availability = new("availability", Number, "Percent of requests the endpoint answered.");
    public static readonly EventProperty LatencyP50 = new("latencyP50", Number, "Median latency in milliseconds.");
    public static readonly EventProperty LatencyP90 = new("latencyP90", Number, "90th percentile of latency in milliseconds.");
}
