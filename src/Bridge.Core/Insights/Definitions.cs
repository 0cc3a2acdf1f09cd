namespace Bridge.Core.Insights;

/// <summary>What a figure means, in the words in which it is shown everywhere.</summary>
/// <param name="Name">As JSON and the command name it.</param>
/// <param name="Title">As people read it.</param>
/// <param name="Meaning">What counts, from when to when.</param>
public sealed record Definition(string Name, string Title, string Meaning);

/// <summary>What every figure means. <see cref="EventCount"/> is the same in code.</summary>
public static class Definitions
{
    public static readonly Definition Received = new(
        "messagesReceived",
        "Messages received",
        "Messages of people, each once, in the hour in which Meta says it was written; reactions, edits and deletions are none."
    );

    public static readonly Definition Sent = new(
        "messagesSent",
        "Messages sent",
        "Messages of the business that Meta took, templates included, or that were written on its phone or told by a CRM."
    );

    public static readonly Definition Delivered = new(
        "delivered",
        "Delivered",
        "Messages that reached the phone, in the hour in which they did; what was read or played was delivered."
    );

    public static readonly Definition Read = new(
        "read",
        "Read",
        "Messages that were read, in the hour in which they were. Who has read receipts off is never among them."
    );

    public static readonly Definition Played = new("played", "Played", "Voice messages that were played.");

    public static readonly Definition Replied = new(
        "replied",
        "Replied",
        "How often a person wrote back: their first message after one of the business (templates too), within the same conversation."
    );

    public static readonly Definition Failed = new(
        "failed",
        "Failed",
        "Messages that Meta could not deliver, by the class of its error code; a second failure with another code counts too."
    );

    public static readonly Definition NewContacts = new(
        "newContacts",
        "New contacts",
        "People who wrote to the number for the first time, by what brought them; who is imported or in the address book is not new."
    );

    public static readonly Definition Opened = new(
        "conversationsOpened",
        "Conversations opened",
        "Conversations by the hour of their first message. A template alone is none; it becomes one with the first answer."
    );

    public static readonly Definition Resolved = new(
        "conversationsResolved",
        "Conversations resolved",
        "Conversations that a CRM or silence ended, by the hour in which they began, so that they are part of those opened."
    );

    public static readonly Definition Contained = new(
        "contained",
        "Contained",
        "Of the resolved: a bot answered, no person did, nobody asked for one, and somebody ended it. Silence is no success."
    );

    public static readonly Definition Abandoned = new(
        "abandoned",
        "Abandoned",
        "Of the resolved: the last word was the person's, and nobody answered it."
    );

    public static readonly Definition Reopened = new(
        "reopened",
        "Reopened",
        "Conversations that a person began soon after the one before had ended (Conversations:ReopenWithin)."
    );

    public static readonly Definition Handoffs = new(
        "handoffs",
        "Hand-offs",
        "How often a conversation passed from a bot to people or back; what several say of the same hand-off is one."
    );

    public static readonly Definition Response = new(
        "medianResponseSeconds",
        "Response time",
        "From the oldest message that waits for an answer to the first message of the business after it, by whomever, in the hour of the "
            + "answer. Templates of a category answer nothing. Right to 4 %."
    );

    public static readonly Definition FirstResponse = new(
        "medianFirstResponseSeconds",
        "First response",
        "Once a conversation: from the later of the hand-over to people and the message that waits, to the first answer by a person, in "
            + "the hour in which the conversation began. What the business began has none."
    );

    public static readonly Definition AdPeople = new(
        "adPeople",
        "People of an ad",
        "People whom an ad, a post or a link brought, each once for each of them, in the hour in which it first brought them."
    );

    public static readonly Definition AdConversations = new(
        "adConversations",
        "Conversations of an ad",
        "Conversations by what brought the person to their first message; where nothing did, by what did first within them."
    );

    public static readonly Definition AdAnswered = new(
        "adAnswered",
        "Answered conversations of an ad",
        "Of those: the business answered, be it a bot or a person. A template of a category answers nothing."
    );

    public static readonly Definition AdResolved = new(
        "adResolved",
        "Resolved conversations of an ad",
        "Of those: a CRM or silence ended it."
    );

    public static readonly Definition AdOrders = new(
        "adOrders",
        "Orders of an ad",
        "Carts (order.placed, also a CRM's) by what brought the person to that conversation last, in the hour in which it began."
    );

    public static readonly Definition AdValue = new(
        "adValue",
        "Value of an ad's orders",
        "What those carts add up to, by currency; of a cart without a price for each piece or of several currencies it is not known."
    );

    public static readonly Definition AdConversions = new(
        "adConversions",
        "Conversions of an ad",
        "What Meta itself saw come of it (conversion.*), by the click that it names; not in the EU, the UK and Japan. A cart may be one."
    );

    /// <summary>What is shown of each ad, post and link.</summary>
    public static readonly IReadOnlyList<Definition> OfAds =
    [
        AdPeople,
        AdConversations,
        AdAnswered,
        AdResolved,
        AdOrders,
        AdValue,
        AdConversions,
    ];

    /// <summary>All, in the order in which they are explained.</summary>
    public static readonly IReadOnlyList<Definition> All =
    [
        Received,
        Sent,
        Delivered,
        Read,
        Played,
        Replied,
        Failed,
        NewContacts,
        Opened,
        Resolved,
        Contained,
        Abandoned,
        Reopened,
        Handoffs,
        Response,
        FirstResponse,
    ];

    /// <summary>What holds for all of them.</summary>
    public static readonly IReadOnlyList<string> General =
    [
        "Everything counts once, however often Meta or a CRM tells it, and in the hour in which it happened, however late it comes.",
        "Figures count what Bridge tells in events, also of those that do not leave (Events:Forward); groups have messages and no "
            + "conversations, history is not counted, and receipts of Messenger and Instagram are no numbers of messages.",
        "A conversation and what became of it are in the range in which it began.",
        "An agent's, a campaign's, a template's, an ad's and a country's figures are kept each for itself, by number and channel; of one "
            + "split by another nothing is kept.",
        "Hours are kept for Insights:KeepHours, days beyond; what has more series than Insights:MaxSeries is under \"other\". No figure "
            + "holds a person.",
    ];
}
