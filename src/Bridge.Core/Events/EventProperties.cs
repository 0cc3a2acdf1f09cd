using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>Every property an event can carry, declared once. The names are the collector's.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty MessageId = new(
        "messageId",
        Text,
        "WhatsApp's id of the message (wamid); opaque.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty ChatId = new(
        "chatId",
        Text,
        "The conversation: chat_<phone_number_id>_<digits or BSUID> until a CRM names it.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty Direction = new("direction", Text, "inbound or outbound.") { IsHarmless = true };
    public static readonly EventProperty ContentType = new(
        "contentType",
        Text,
        "text, image, video, audio, document, sticker, location, contacts, button_reply, list_reply, flow_reply, address, "
            + "call_permission_reply, payment, button, order, template, unsupported, or a newer type as Meta names it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ContentLength = new(
        "contentLength",
        Integer,
        "Unicode code points of the text or caption, whatever the type; 0 without one. Labels of buttons and lists are not counted."
    );
    public static readonly EventProperty HasMedia = new("hasMedia", Flag, "Whether a file came with it.");
    public static readonly EventProperty MediaType = new(
        "mediaType",
        Text,
        "The file's MIME type; null without a file. On a referral: image or video."
    )
    {
        IsNullable = true,
        IsHarmless = true,
    };
    public static readonly EventProperty CountryCode = new("countryCode", Text, "ISO 3166 alpha-2, from the phone number or the BSUID.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsVoice = new("isVoice", Flag, "Whether the audio was recorded in the chat.");
    public static readonly EventProperty IsAnimated = new("isAnimated", Flag, "Whether the sticker moves.");
    public static readonly EventProperty IsForwarded = new("isForwarded", Flag, "Forwarded from another chat.");
    public static readonly EventProperty IsFrequentlyForwarded = new("isFrequentlyForwarded", Flag, "Forwarded more than five times.");
    public static readonly EventProperty ReplyToMessageId = new(
        "replyToMessageId",
        Text,
        "The message this one answers.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty ButtonId = new("buttonId", Text, "The payload or id of the tapped button.");
    public static readonly EventProperty ButtonTitle = new("buttonTitle", Text, "The label of the tapped button.");
    public static readonly EventProperty ListId = new("listId", Text, "The id of the chosen list row.");
    public static readonly EventProperty ListTitle = new("listTitle", Text, "The label of the chosen list row.");
    public static readonly EventProperty FlowName = new("flowName", Text, "The flow's own name, where its answer carries one.");
    public static readonly EventProperty FlowAnswer = new(
        "<answer>",
        Scalar,
        "A top-level answer listed in Privacy:FlowAnswers, under its own name."
    );
    public static readonly EventProperty CatalogId = new("catalogId", Text, "The product catalogue.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ProductId = new(
        "productId",
        Text,
        "The product the message asks about, as the retailer names it.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty ItemCount = new("itemCount", Integer, "How many pieces were ordered: the sum of the quantities.");
    public static readonly EventProperty OrderTotal = new(
        "orderTotal",
        Number,
        "Quantity times price, summed; absent when a price is missing or the currencies differ."
    );
    public static readonly EventProperty Currency = new("currency", Text, "ISO 4217, when the whole order has one.") { IsHarmless = true };
    public static readonly EventProperty GroupId = new("groupId", Text, "The group the message belongs to.", PropertyPrivacy.Identifies);
    public static readonly EventProperty ErrorCode = new("errorCode", Integer, "Meta's error code.");
    public static readonly EventProperty ErrorCodes = new(
        "errorCodes",
        Integers,
        "All of Meta's error codes, when there are several; errorCode is the first."
    );
    public static readonly EventProperty ErrorTitle = new("errorTitle", Text, "Meta's short name of the error.");
    public static readonly EventProperty ErrorDetails = new("errorDetails", Text, "Meta's explanation of the error.");
    public static readonly EventProperty FailureClass = new(
        "failureClass",
        Text,
        "window, opt_out, marketing_cap, experiment, recipient, template, account, transient, permanent, calling, flow, group or unknown."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Unavailable = new(
        "unavailable",
        Flag,
        "Meta could not show the message's content (error 131060)."
    );
    public static readonly EventProperty UnsupportedType = new(
        "unsupportedType",
        Text,
        "What an unsupported message is, as far as Meta says."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty CardOrigin = new(
        "contactOrigin",
        Text,
        "How a contact card came to be sent, as Meta names it: a person answering a request for their number shares their own."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PermissionResponse = new(
        "response",
        Text,
        "What was answered to the request to call: accept or reject."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsPermanent = new(
        "isPermanent",
        Flag,
        "Whether the permission to call holds until it is withdrawn."
    );
    public static readonly EventProperty PaymentMethod = new("paymentMethod", Text, "How it is paid, as Meta names it: pix, upi, card, …")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PaymentState = new(
        "paymentStatus",
        Text,
        "The state of the payment, as Meta names it, on the message that tells of it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ReferenceId = new(
        "referenceId",
        Text,
        "The business's own id of what is paid.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty Amount = new("amount", Number, "What is paid, in units of the currency.");
    public static readonly EventProperty TransactionStatus = new(
        "transactionStatus",
        Text,
        "The state of the payment's last transaction, as Meta names it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty StoryId = new("storyId", Text, "The story that was answered (Instagram).", PropertyPrivacy.Opaque);
    public static readonly EventProperty IsStoryMention = new(
        "isStoryMention",
        Flag,
        "Whether the message says that a story mentions the business (Instagram)."
    );
    public static readonly EventProperty Feedback = new(
        "feedback",
        Text,
        "What a person thinks of the message: good_response or bad_response."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty MessageText = new("text", Text, "The text or caption; only with Privacy:IncludeMessageText.");
    public static readonly EventProperty TargetMessageId = new(
        "targetMessageId",
        Text,
        "The message that was reacted to.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty Emoji = new("emoji", Text, "The reaction; null when it was taken back.") { IsNullable = true };
    public static readonly EventProperty Action = new("action", Text, "added or removed.") { IsHarmless = true };
    public static readonly EventProperty OriginalMessageId = new(
        "originalMessageId",
        Text,
        "The message that was edited or deleted.",
        PropertyPrivacy.Identifies
    );
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
    public static readonly EventProperty UtmSource = new("utmSource", Text, "utm_source of the ad's URL.");
    public static readonly EventProperty UtmMedium = new("utmMedium", Text, "utm_medium of the ad's URL.");
    public static readonly EventProperty UtmCampaign = new("utmCampaign", Text, "utm_campaign of the ad's URL.");
    public static readonly EventProperty UtmTerm = new("utmTerm", Text, "utm_term of the ad's URL.");
    public static readonly EventProperty UtmContent = new("utmContent", Text, "utm_content of the ad's URL.");
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
        PropertyPrivacy.Opaque
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
        PropertyPrivacy.Opaque
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
