using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Messages;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation;

/// <summary>
/// What events do to the conversations they belong to, told from their names and properties: one table for Meta's and a CRM's.
/// </summary>
internal static class ConversationSteps
{
    private static readonly ConversationStep Inbound = new(StepKind.Inbound);

    /// <summary>Of an event that a webhook tells; null for most.</summary>
    /// <param name="hint">What the properties do not say.</param>
    public static ConversationStep? Of(string name, PropertyBag properties, Change change, ConversationStep? hint)
    {
        var said = new Said(properties, default);
        if (Find(name, said) is not { } step || IsOfGroup(said))
        {
            return null;
        }

        step = hint is null || step.Kind is not (StepKind.Inbound or StepKind.None) ? step : hint with { Kind = step.Kind };
        return change.IsBackfill ? (IsMessage(step) ? new ConversationStep(StepKind.Known) : null)
            : change.IsStandby ? Overheard(step)
            : step.Kind == StepKind.None && step.Touch is null ? null
            : step;
    }

    /// <summary>Of an event that a CRM tells of a person; null for one that neither does anything nor names the chat.</summary>
    public static ConversationStep? OfCrm(string name, JsonView properties, string? number, HandoffTriggers triggers)
    {
        var said = new Said(null, properties);
        var step = IsOfGroup(said) ? null : FindOfCrm(name, said) ?? Find(name, said);
        var names = said.Text(ChatId) is not null;
        return step is null && !names
            ? null
            : (step ?? new ConversationStep(StepKind.None)) with
            {
                IsFromCrm = true,
                Trigger = step?.Kind == StepKind.Inbound ? triggers.Match(number, said.Text(ButtonId), said.Text(ListId), default) : null,
            };
    }

    private static ConversationStep? Find(string name, in Said said) =>
        name switch
        {
            "message.received" => Inbound,
            "message.sent" => Sent(said),
            "agent.handoff" => new ConversationStep(StepKind.Handoff)
            {
                By = ServiceModes.Read(said.Text(ToMode)),
                AgentId = said.Text(AgentId),
            },
            "contact.updated" when said.Text(ContactChange) is "address_book_added" or History.Rule => new ConversationStep(StepKind.Known),
            "referral.received" => new ConversationStep(StepKind.None),
            "order.placed" or "flow.completed" => new ConversationStep(StepKind.Outcome),
            _ when ConversationEvents.Conversion.Covers(name) => OutcomeOf(said.Text(CtwaClid)),
            _ => null,
        };

    /// <summary>A CRM's hand-over that does not say to whom is one to people, as the guides define the event.</summary>
    private static ConversationStep? FindOfCrm(string name, in Said said) =>
        name switch
        {
            "contact.created" => new ConversationStep(StepKind.Created),
            "chat.assigned" => new ConversationStep(StepKind.Assigned) { AgentId = said.Text(AgentId) },
            "chat.resolved" => new ConversationStep(StepKind.Resolved) { AgentId = said.Text(AgentId) },
            "agent.handoff" when said.Text(ToMode) is null => new ConversationStep(StepKind.Handoff)
            {
                By = ServiceMode.Agent,
                AgentId = said.Text(AgentId),
            },
            _ => null,
        };

    /// <param name="click">Which click came to it, where that is told.</param>
    private static ConversationStep OutcomeOf(string? click) =>
        new(StepKind.Outcome) { Touch = click is null ? null : new Touch(null, null, click, null).Bounded() };

    private static ConversationStep Sent(in Said said)
    {
        var agent = said.Text(AgentId);
        var by = said.Flag(IsAutomated) switch
        {
            true => ServiceMode.Bot,
            false => ServiceMode.Agent,
            null => agent is null ? ServiceMode.Unknown : ServiceMode.Agent,
        };
        return new ConversationStep(IsCampaign(said, by) ? StepKind.Campaign : StepKind.Outbound)
        {
            By = by,
            AgentId = agent,
            IsByHand = said.Text(Origin) is "business_app" or "page",
        };
    }

    /// <summary>A template is no answer, whoever sent it; where its price does not say that it is one, a person's may be.</summary>
    private static bool IsCampaign(in Said said, ServiceMode by) =>
        TemplateCategory.Is(said.Text(PricingCategory)?.ToLowerInvariant())
        || (said.Text(ContentType) == "template" && by != ServiceMode.Agent);

    /// <summary>A group is no conversation of one person with the business.</summary>
    private static bool IsOfGroup(in Said said) => said.Text(GroupId) is not null;

    private static bool IsMessage(ConversationStep step) =>
        step.Kind is StepKind.Inbound or StepKind.Outbound or StepKind.Campaign or StepKind.Known;

    private static ConversationStep? Overheard(ConversationStep step) =>
        step.Kind == StepKind.Inbound ? step with { Kind = StepKind.Overheard, Trigger = null } : null;

    /// <summary>The properties of an event that is made here, or of one that came as JSON.</summary>
    private readonly ref struct Said(PropertyBag? bag, JsonView json)
    {
        private readonly JsonView _json = json;

        public string? Text(EventProperty property) => bag is null ? _json[property.Encoded.EncodedUtf8Bytes].Text : bag.TextOf(property);

        public bool? Flag(EventProperty property) => bag is null ? _json[property.Encoded.EncodedUtf8Bytes].Flag : bag.FlagOf(property);
    }
}
