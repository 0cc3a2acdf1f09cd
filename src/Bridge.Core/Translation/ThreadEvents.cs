using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;
using static Bridge.Core.Events.TouchProperties;

namespace Bridge.Core.Translation;

/// <summary>The events that no single webhook tells: intake makes them of what came before, or a CRM tells them.</summary>
internal static class ThreadEvents
{
    public static readonly EventDefinition ContactCreated = new(
        "contact.created",
        EventUser.Person,
        "A person wrote to the business number for the first time.",
        [],
        [ChatId, ContactName, ContactSource, CountryCode, CustomFields, FirstTouch, LastTouch]
    )
    {
        IsOfOneWebhook = false,
    };

    public static readonly EventDefinition Resolved = new(
        "chat.resolved",
        EventUser.Person,
        "A conversation is over: a CRM says so, or nothing was written for Conversations:ResolveAfter.",
        [ChatId],
        [
            ConversationId,
            AgentId,
            ResolutionType,
            Resolution,
            MessageCount,
            DurationMinutes,
            InboundCount,
            OutboundCount,
            HandoffCount,
            FirstResponseSeconds,
            CurrentMode,
            Contained,
            Abandoned,
            FirstTouch,
            LastTouch,
        ]
    )
    {
        IsOfOneWebhook = false,
    };

    public static IEnumerable<EventDefinition> All => [ContactCreated, Resolved];
}
