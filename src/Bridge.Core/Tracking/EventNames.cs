namespace Bridge.Tracking;

/// <summary>The names of the events, as the collector's guides write them.</summary>
internal static class EventNames
{
    public const string MessageReceived = "message.received";
    public const string MessageReaction = "message.reaction";
    public const string MessageEdited = "message.edited";
    public const string MessageDeleted = "message.deleted";
    public const string MessageSent = "message.sent";
    public const string MessageDelivered = "message.delivered";
    public const string MessageRead = "message.read";
    public const string MessagePlayed = "message.played";
    public const string MessageFailed = "message.failed";
    public const string MessageStatus = "message.status";
    public const string ChatOpened = "chat.opened";
    public const string ContactUpdated = "contact.updated";
    public const string FlowCompleted = "flow.completed";
    public const string OrderPlaced = "order.placed";
    public const string ReferralReceived = "referral.received";
    public const string AgentHandoff = "agent.handoff";
    public const string ContactOptedOut = "contact.opted_out";
    public const string ContactOptedIn = "contact.opted_in";
    public const string CallStarted = "call.started";
    public const string CallEnded = "call.ended";
    public const string CallStatus = "call.status";
    public const string LinkClicked = "link.clicked";
    public const string LandingPageViewed = "landing_page.viewed";
    public const string GroupCreated = "group.created";
    public const string GroupDeleted = "group.deleted";
    public const string GroupJoined = "group.joined";
    public const string GroupLeft = "group.left";
    public const string GroupJoinRequested = "group.join_requested";
    public const string GroupUpdated = "group.updated";
    public const string GroupSuspended = "group.suspended";
    public const string GroupUnsuspended = "group.unsuspended";
    public const string TemplateStatusChanged = "template.status_changed";
    public const string TemplateQualityChanged = "template.quality_changed";
    public const string TemplateCategoryChanged = "template.category_changed";
    public const string TemplateComponentsChanged = "template.components_changed";
    public const string ChannelError = "channel.error";
}
