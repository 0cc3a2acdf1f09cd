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
}
