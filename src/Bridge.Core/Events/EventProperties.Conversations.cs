using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>What Bridge knows of the conversation around an event, and no single webhook says.</summary>
internal static partial class EventProperties
{
    public static readonly EventProperty ConversationId = new(
        "conversationId",
        Text,
        "The conversation: an episode of the chat, from its first message to its end.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PreviousConversationId = new(
        "previousConversationId",
        Text,
        "The conversation that is reopened.",
        PropertyPrivacy.Opaque
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsFirstInConversation = new(
        "isFirstInConversation",
        Flag,
        "Whether the message opened the conversation."
    );
    public static readonly EventProperty Reopened = new(
        "reopened",
        Flag,
        "The conversation before ended less than Conversations:ReopenWithin ago."
    );
    public static readonly EventProperty CurrentMode = new(
        "serviceMode",
        Text,
        "Who answers: bot (self-serve) or agent (assisted); absent while unknown."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty RespondedBy = new("respondedBy", Text, "Who wrote it: bot or agent; absent while unknown.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ResponseSeconds = new(
        "responseSeconds",
        Integer,
        "Since the oldest message nobody had answered; on the first message after it alone."
    );
    public static readonly EventProperty ResponseBusinessSeconds = new(
        "responseBusinessSeconds",
        Integer,
        "The part of responseSeconds within Conversations:BusinessHours."
    );
    public static readonly EventProperty FirstResponseSeconds = new(
        "firstResponseSeconds",
        Integer,
        "On the first reply by a person: since the person was handed to people, or wrote, whichever is later."
    );
    public static readonly EventProperty FirstResponseBusinessSeconds = new(
        "firstResponseBusinessSeconds",
        Integer,
        "The part of firstResponseSeconds within Conversations:BusinessHours."
    );
    public static readonly EventProperty PreviousAgentId = new("previousAgentId", Text, "Who had the chat before.", PropertyPrivacy.Named)
    {
        IsNullable = true,
    };
    public static readonly EventProperty ResolutionType = new(
        "resolutionType",
        Text,
        "How it ended, in the CRM's words; inactivity when nothing was written for Conversations:ResolveAfter."
    );
    public static readonly EventProperty Resolution = new("resolution", Text, "The same under the guides' other name.");
    public static readonly EventProperty MessageCount = new("messageCount", Integer, "How many messages it had, of both sides.");
    public static readonly EventProperty DurationMinutes = new(
        "durationMinutes",
        Integer,
        "From the first message to the last, in minutes, rounded."
    );
    public static readonly EventProperty InboundCount = new("inboundCount", Integer, "How many messages the person wrote.");
    public static readonly EventProperty OutboundCount = new("outboundCount", Integer, "How many messages the business sent.");
    public static readonly EventProperty HandoffCount = new("handoffCount", Integer, "How often it passed from one to another.");
    public static readonly EventProperty Contained = new(
        "contained",
        Flag,
        "A bot answered, no person did, nobody asked for one, and somebody ended it; absent when nobody says who answered."
    );
    public static readonly EventProperty Abandoned = new("abandoned", Flag, "The last word was the person's, and nobody answered it.");
    public static readonly EventProperty ContactName = new(
        "name",
        Text,
        "The person's name on WhatsApp; not with Privacy:IncludeContactName=false."
    );
    public static readonly EventProperty ContactSource = new("source", Text, "What brought the person: organic, ad or post.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Referrer = new(
        "referrer",
        Text,
        "The UTM campaign of the ad or post that brought the person, else its id.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty CustomFields = new("customFields", Nested, "What else is known of the contact.")
    {
        Members = [Referrer],
    };
}
