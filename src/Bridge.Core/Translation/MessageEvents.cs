using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;
using static Bridge.Core.Events.TouchProperties;

namespace Bridge.Core.Translation;

/// <summary>The events about messages and what becomes of them.</summary>
internal static class MessageEvents
{
    /// <summary>What the business's own note on a message adds to the events about it.</summary>
    private static readonly EventProperty[] Note =
    [
        ContentType,
        TemplateId,
        AgentId,
        IsAutomated,
        CampaignId,
        CampaignName,
        JourneyStep,
        EventProperties.CallbackData,
        GroupId,
    ];

    /// <summary>What a message costs and under which of Meta's conversations; Meta says it on one status or another.</summary>
    private static readonly EventProperty[] Charge =
    [
        PricingCategory,
        PricingType,
        PricingModel,
        Billable,
        MetaConversationId,
        ConversationOrigin,
        ConversationExpiresAt,
    ];

    /// <summary>What the conversation adds to an answer.</summary>
    private static readonly EventProperty[] Answer =
    [
        CurrentMode,
        ConversationId,
        RespondedBy,
        ResponseSeconds,
        ResponseBusinessSeconds,
        FirstResponseSeconds,
        FirstResponseBusinessSeconds,
    ];

    public static readonly EventDefinition Received = new(
        "message.received",
        EventUser.Person,
        "A person wrote or tapped something.",
        [MessageId, Direction, ContentType, ContentLength, HasMedia, MediaType],
        [
            ChatId,
            CountryCode,
            MessageText,
            IsVoice,
            IsAnimated,
            ButtonId,
            ButtonTitle,
            ListId,
            ListTitle,
            FlowName,
            IsForwarded,
            IsFrequentlyForwarded,
            ReplyToMessageId,
            CatalogId,
            ProductId,
            ItemCount,
            OrderTotal,
            Currency,
            GroupId,
            ErrorCode,
            ErrorCodes,
            Unavailable,
            UnsupportedType,
            Referral,
            PermissionResponse,
            IsPermanent,
            ExpiresAt,
            PaymentMethod,
            PaymentState,
            ReferenceId,
            CardOrigin,
            StoryId,
            IsStoryMention,
            CurrentMode,
            ConversationId,
            IsFirstInConversation,
            Reopened,
            PreviousConversationId,
            FirstTouch,
            LastTouch,
        ]
    );

    public static readonly EventDefinition Sent = new(
        "message.sent",
        EventUser.Person,
        "The business sent a message: through the API, from its phone, or, in standby, through another sender.",
        [MessageId, Direction, Origin],
        [ChatId, ContentLength, HasMedia, MediaType, MessageText, ReplyToMessageId, AppId, .. Charge, .. Note, .. Answer]
    );

    public static readonly EventDefinition Delivered = new(
        "message.delivered",
        EventUser.Person,
        "A message reached the person's device, as Meta says or, inferred, because it was read or played. "
            + "Messenger only says up to when: then without a messageId.",
        [DeliveredAt],
        [MessageId, Watermark, ChatId, Inferred, .. Charge, .. Note]
    );

    public static readonly EventDefinition Read = new(
        "message.read",
        EventUser.Person,
        "A person read a message. Messenger only says up to when: then without a messageId.",
        [ReadAt],
        [MessageId, Watermark, ChatId, .. Charge, .. Note]
    );

    public static readonly EventDefinition Played = new(
        "message.played",
        EventUser.Person,
        "A person played a voice message for the first time.",
        [MessageId, PlayedAt],
        [ChatId, .. Charge, .. Note]
    );

    public static readonly EventDefinition Failed = new(
        "message.failed",
        EventUser.Person,
        "A message could not be delivered.",
        [MessageId, FailedAt, EventProperties.FailureClass],
        [ChatId, ErrorCode, ErrorCodes, ErrorTitle, ErrorDetails, .. Charge, .. Note]
    );

    public static readonly EventDefinition OtherStatus = new(
        "message.status",
        EventUser.Person,
        "A message reached a state that has no event of its own.",
        [MessageId, Status],
        [ChatId, .. Charge, .. Note]
    );

    public static readonly EventDefinition PaymentStatus = new(
        "payment.status",
        EventUser.Person,
        "A payment that a message asked for moved on, or failed.",
        [Status],
        [MessageId, ChatId, ReferenceId, Amount, Currency, TransactionStatus, PaymentMethod, ErrorCode]
    );

    public static readonly EventDefinition Feedback = new(
        "message.feedback",
        EventUser.Person,
        "A person said whether a message was of use (Messenger).",
        [MessageId],
        [ChatId, EventProperties.Feedback]
    );

    public static readonly EventDefinition Reaction = new(
        "message.reaction",
        EventUser.Person,
        "A person reacted to a message, or took the reaction back.",
        [Emoji, EventProperties.Action],
        [MessageId, ChatId, TargetMessageId]
    );

    public static readonly EventDefinition Edited = new(
        "message.edited",
        EventUser.Person,
        "A message was edited, by the person or from the business's phone.",
        [MessageId],
        [ChatId, OriginalMessageId]
    );

    public static readonly EventDefinition Deleted = new(
        "message.deleted",
        EventUser.Person,
        "A message was taken back, by the person or from the business's phone.",
        [MessageId],
        [ChatId, OriginalMessageId]
    );

    public static IEnumerable<EventDefinition> All =>
        [Received, Sent, Delivered, Read, Played, Failed, OtherStatus, PaymentStatus, Feedback, Reaction, Edited, Deleted];
}
