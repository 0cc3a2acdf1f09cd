using System.Text.Json;
using Bridge.Core.Attribution;

namespace Bridge.Core.Events;

/// <summary>What an event does to the conversation it belongs to.</summary>
public enum StepKind
{
    /// <summary>Nothing but what else the step says, such as the name a CRM gives the chat.</summary>
    None,

    /// <summary>A message of the person: it opens, starts the clock, and makes the contact.</summary>
    Inbound,

    /// <summary>A message of the business that may be an answer.</summary>
    Outbound,

    /// <summary>A template the business sent of itself: a message, never an answer.</summary>
    Campaign,

    /// <summary>Somebody said that the thread passed from one to another (<c>agent.handoff</c>).</summary>
    Handoff,

    /// <summary>A CRM gave the chat to an agent (<c>chat.assigned</c>).</summary>
    Assigned,

    /// <summary>A CRM says that the conversation is over (<c>chat.resolved</c>).</summary>
    Resolved,

    /// <summary>A CRM says that the contact is new (<c>contact.created</c>), so that Bridge need not.</summary>
    Created,

    /// <summary>The person was known before, which is no news: history, the phone's address book.</summary>
    Known,

    /// <summary>A message of the person that another sender handles (standby): it makes the contact and moves nothing.</summary>
    Overheard,

    /// <summary>
    /// What came of it (an order, an answered flow, a conversion): it is told what brought the person, and moves nothing.
    /// </summary>
    Outcome,
}

/// <summary>
/// What the conversation has to know of an event, told once by whoever made the event, so that nobody parses it again. It travels in
/// <see cref="EventSubject"/>; most events have none.
/// </summary>
/// <param name="Kind">What it does.</param>
public sealed record ConversationStep(StepKind Kind)
{
    /// <summary>Of a message of the business: who wrote it. Of a hand-over: who answers from then on.</summary>
    public ServiceMode By { get; init; }

    /// <summary>The agent who wrote, or who has the chat from then on.</summary>
    public string? AgentId { get; init; }

    /// <summary>Of a person's message: the button, list row or sentence that asks for a person (<c>HandoffTriggers</c>).</summary>
    public string? Trigger { get; init; }

    /// <summary>What brought the person here; of what came of it the click that it names.</summary>
    public Touch? Touch { get; init; }

    /// <summary>The person's name as Meta gives it, only with <c>Privacy:IncludeContactName</c>.</summary>
    public string? ContactName { get; init; }

    /// <summary>Written on the business's own phone or in its inbox, where no CRM has a hand in it.</summary>
    public bool IsByHand { get; init; }

    /// <summary>A CRM told it; the chat id it gives is the name of the chat from then on.</summary>
    public bool IsFromCrm { get; init; }

    private bool IsOnlyKind =>
        By == ServiceMode.Unknown && !IsFromCrm && !IsByHand && (AgentId ?? Trigger ?? ContactName) is null && Touch is null;

    /// <summary>Writes its kind as text when that is all, as for most messages; else an object.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        if (IsOnlyKind)
        {
            writer.WriteStringValue(StepWords.Of(Kind));
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("is"u8, StepWords.Of(Kind));
        Write(writer, "by"u8, By.Word());
        Write(writer, "agent"u8, AgentId);
        Write(writer, "trigger"u8, Trigger);
        Write(writer, "name"u8, ContactName);
        Write(writer, "hand"u8, IsByHand);
        Write(writer, "crm"u8, IsFromCrm);
        WriteTouch(writer);
        writer.WriteEndObject();
    }

    private void WriteTouch(Utf8JsonWriter writer)
    {
        if (Touch is null)
        {
            return;
        }

        writer.WriteStartObject("touch"u8);
        Write(writer, "type"u8, Touch.Type);
        Write(writer, "id"u8, Touch.Id);
        Write(writer, "click"u8, Touch.ClickId);
        Write(writer, "campaign"u8, Touch.Campaign?.Name);
        Write(writer, "source"u8, Touch.Campaign?.Source);
        Write(writer, "medium"u8, Touch.Campaign?.Medium);
        Write(writer, "term"u8, Touch.Campaign?.Term);
        Write(writer, "content"u8, Touch.Campaign?.Content);
        Write(writer, "campaignId"u8, Touch.Campaign?.Id);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }
}

/// <summary>Kinds of steps as they are written.</summary>
public static class StepWords
{
    private static readonly string[] Words =
    [
        "none",
        "in",
        "out",
        "campaign",
        "handoff",
        "assigned",
        "resolved",
        "created",
        "known",
        "overheard",
        "outcome",
    ];

    public static string Of(StepKind kind) => Words[(int)kind];

    /// <summary>Null for a word that is not known: a newer version wrote it.</summary>
    public static StepKind? Read(string? word) => Array.IndexOf(Words, word) is var index and >= 0 ? (StepKind)index : null;
}
