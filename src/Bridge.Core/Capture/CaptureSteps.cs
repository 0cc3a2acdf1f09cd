using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>What a captured event does to the conversation it belongs to.</summary>
internal static class CaptureSteps
{
    /// <returns>Null for what says nothing of a conversation.</returns>
    public static ConversationStep? Of(JsonView item)
    {
        var properties = item["properties"u8];
        var step = new ConversationStep(KindOf(item["event"u8].Text, properties))
        {
            By = ByOf(item["event"u8].Text, properties),
            AgentId = properties["agentId"u8].Id,
            IsFromCrm = true,
        };
        return step.Kind == StepKind.None && !properties["chatId"u8].Exists ? null : step;
    }

    private static StepKind KindOf(string? name, JsonView properties) =>
        name switch
        {
            "message.received" => StepKind.Inbound,
            "message.sent" => IsCampaign(properties) ? StepKind.Campaign : StepKind.Outbound,
            "agent.handoff" => StepKind.Handoff,
            "chat.assigned" => StepKind.Assigned,
            "chat.resolved" => StepKind.Resolved,
            "contact.created" => StepKind.Created,
            _ => StepKind.None,
        };

    private static ServiceMode ByOf(string? name, JsonView properties) =>
        name switch
        {
            "message.sent" => Writer(properties),
            "agent.handoff" when properties["toMode"u8].Text is { } mode => ServiceModes.Read(mode.ToLowerInvariant()),
            "agent.handoff" when properties["agentId"u8].Exists => ServiceMode.Agent,
            _ => ServiceMode.Unknown,
        };

    private static ServiceMode Writer(JsonView properties) =>
        properties["isAutomated"u8].Flag == true ? ServiceMode.Bot
        : properties["agentId"u8].Exists ? ServiceMode.Agent
        : ServiceModes.Read(properties["serviceMode"u8].Text);

    /// <summary>A template that no agent sends to anybody in particular.</summary>
    private static bool IsCampaign(JsonView properties) =>
        properties["campaignId"u8].Exists || (properties["contentType"u8].IsWord("template"u8) && !properties["agentId"u8].Exists);
}
