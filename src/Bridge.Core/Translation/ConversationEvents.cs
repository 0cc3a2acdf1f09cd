using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;
using static Bridge.Core.Events.TouchProperties;

namespace Bridge.Core.Translation;

/// <summary>The events about the person and the conversation around the messages.</summary>
internal static class ConversationEvents
{
    /// <summary>What the business's own note on a call adds to the events about it.</summary>
    private static readonly EventProperty[] Note =
    [
        TemplateId,
        AgentId,
        IsAutomated,
        CampaignId,
        CampaignName,
        JourneyStep,
        EventProperties.CallbackData,
    ];

    /// <summary>What the conversation adds to what came of it.</summary>
    private static readonly EventProperty[] Origins = [ConversationId, FirstTouch, LastTouch];

    public static readonly EventDefinition Opened = new(
        "chat.opened",
        EventUser.Person,
        "A person opened the chat for the first time and has not written yet.",
        [],
        [ChatId, CountryCode]
    );

    public static readonly EventDefinition Updated = new(
        "contact.updated",
        EventUser.Person,
        "A person's number, id or profile changed, they linked an account, or the business's phone saved or removed them.",
        [ContactChange],
        [ChatId, PreviousUserId, NewUserId]
    );

    public static readonly EventDefinition OptedOut = new(
        "contact.opted_out",
        EventUser.Person,
        "A person stopped the business's marketing messages.",
        [],
        [ChatId, Category, SignupId, ReferralRef]
    );

    public static readonly EventDefinition OptedIn = new(
        "contact.opted_in",
        EventUser.Person,
        "A person asked for the business's marketing messages, or resumed them.",
        [],
        [ChatId, Category, SignupId, ReferralRef]
    );

    public static readonly EventDefinition HandedOff = new(
        "agent.handoff",
        EventUser.Person,
        "The thread passed between Meta's agent, other senders and people.",
        [ChatId, HandoffReason],
        [
            FromMode,
            ToMode,
            AgentId,
            PreviousAgentId,
            JourneyStep,
            Inferred,
            ConversationId,
            PreviousOwnerRole,
            NewOwnerRole,
            PreviousOwnerAppId,
            PreviousOwnerAppRole,
            NewOwnerAppId,
        ]
    );

    public static readonly EventDefinition HandoffRequested = new(
        "agent.handoff_requested",
        EventUser.Person,
        "An app asked for the thread (Messenger, Instagram).",
        [],
        [ChatId, RequestedOwnerAppId]
    );

    public static readonly EventDefinition ReferralReceived = new(
        "referral.received",
        EventUser.Person,
        "A person came through an ad, a post or a link.",
        [],
        [
            MessageId,
            ChatId,
            SourceType,
            SourceId,
            SourceUrl,
            Headline,
            WelcomeMessage,
            MediaType,
            CtwaClid,
            AdId,
            AdName,
            AdsetId,
            AdsetName,
            CampaignId,
            CampaignName,
            ReferralRef,
            UtmSource,
            UtmMedium,
            UtmCampaign,
            UtmTerm,
            UtmContent,
            MessageText,
        ]
    );

    public static readonly EventDefinition FlowCompleted = new(
        "flow.completed",
        EventUser.Person,
        "A person answered a flow.",
        [MessageId],
        [ChatId, FlowName, FlowAnswer, .. Origins]
    );

    public static readonly EventDefinition OrderPlaced = new(
        "order.placed",
        EventUser.Person,
        "A person sent a cart. Messenger gives carts no messageId.",
        [ItemCount],
        [MessageId, ChatId, CatalogId, OrderTotal, Currency, .. Origins]
    );

    public static readonly EventDefinition Conversion = new(
        "conversion.*",
        EventUser.Person,
        "Meta itself saw a lead, a purchase or the like in the chat.",
        [MessageId],
        [ChatId, ConversionValue, Currency, CtwaClid, .. Origins]
    );

    public static readonly EventDefinition LinkClicked = new(
        "link.clicked",
        EventUser.System,
        "Somebody clicked the link of a marketing message; Meta does not say who.",
        [],
        [ClickId, TrackingToken, ClickComponent, ProductId]
    );

    public static readonly EventDefinition LandingPageViewed = new(
        "landing_page.viewed",
        EventUser.System,
        "The page behind a marketing message's link was seen; Meta does not say by whom.",
        [],
        [ClickId, TrackingToken, ClickComponent, ProductId]
    );

    public static readonly EventDefinition Tracked = new(
        "tracking.*",
        EventUser.System,
        "Another event of a marketing message's tracking.",
        [],
        [ClickId, TrackingToken, ClickComponent, ProductId]
    );

    public static readonly EventDefinition GamePlayed = new(
        "game.played",
        EventUser.Person,
        "A person played a round of the business's game (Messenger).",
        [],
        [ChatId, GameId, GameContext, Score]
    );

    public static readonly EventDefinition CallStarted = new(
        "call.started",
        EventUser.Person,
        "A call rings or is answered.",
        [CallId],
        [ChatId, Direction, Status, DurationSeconds, ErrorCode, .. Note]
    );

    public static readonly EventDefinition CallEnded = new(
        "call.ended",
        EventUser.Person,
        "A call is over.",
        [CallId],
        [ChatId, Direction, Status, DurationSeconds, ErrorCode, .. Note]
    );

    public static readonly EventDefinition CallStatus = new(
        "call.status",
        EventUser.Person,
        "A call changed on the way, or its recording is there.",
        [CallId, Status],
        [ChatId, Direction, DurationSeconds, ErrorCode, .. Note]
    );

    public static readonly EventDefinition ChannelError = new(
        "channel.error",
        EventUser.System,
        "Something is wrong with the number, the account or the app, not with one message.",
        [EventProperties.FailureClass],
        [ErrorCode, ErrorTitle, ErrorDetails]
    );

    public static IEnumerable<EventDefinition> All =>
        [
            Opened,
            Updated,
            OptedOut,
            OptedIn,
            HandedOff,
            HandoffRequested,
            ReferralReceived,
            FlowCompleted,
            OrderPlaced,
            Conversion,
            LinkClicked,
            LandingPageViewed,
            Tracked,
            GamePlayed,
            CallStarted,
            CallEnded,
            CallStatus,
            ChannelError,
        ];
}
