using System.Collections.Frozen;
using Bridge.Core.Events;
using Bridge.Core.Translation.Groups;
using Bridge.Core.Translation.Notices;

namespace Bridge.Core.Translation;

/// <summary>Every event Bridge can make of webhooks, from the declarations the translators use.</summary>
public static class EventCatalogue
{
    /// <summary>All of them; those of one name before the patterns that would cover it too.</summary>
    public static IReadOnlyList<EventDefinition> All { get; } =
    [
        .. MessageEvents
            .All.Concat(ConversationEvents.All)
            .Concat(ThreadEvents.All)
            .Concat(GroupEvents.All)
            .Concat(TemplateNotices.All)
            .Concat(AccountNotices.All)
            .OrderBy(definition => definition.IsPattern),
    ];

    /// <summary>
    /// What is forwarded unless <c>Events:Forward</c> says otherwise: the nine events of the collector's guides, failures, referrals and
    /// consent.
    /// </summary>
    public static IReadOnlySet<string> Core { get; } =
        new HashSet<string>
        {
            "message.received",
            "message.sent",
            "message.delivered",
            "message.read",
            "contact.created",
            "chat.assigned",
            "chat.resolved",
            "campaign.sent",
            "agent.handoff",
            "message.failed",
            "referral.received",
            "contact.opted_out",
            "contact.opted_in",
        }.ToFrozenSet();

    private static readonly FrozenDictionary<string, EventProperty> Properties = All.SelectMany(definition => definition.Properties)
        .SelectMany(property => property.Members.Prepend(property))
        .DistinctBy(property => property.Name)
        .ToFrozenDictionary(property => property.Name);

    private static readonly FrozenDictionary<string, EventProperty>.AlternateLookup<ReadOnlySpan<char>> PropertiesByName =
        Properties.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The declaration behind an event's name; null when Bridge makes none of that name.</summary>
    public static EventDefinition? Find(string name) => All.FirstOrDefault(definition => definition.Covers(name));

    /// <summary>The declaration of a property; null for answers of flows, and in events that Bridge did not make.</summary>
    public static EventProperty? FindProperty(ReadOnlySpan<char> name) =>
        PropertiesByName.TryGetValue(name, out var property) ? property : null;
}
