using System.Collections.Frozen;
using Bridge.Core.Translation;

namespace Bridge.Commands;

/// <summary>The fields to subscribe to in Meta's dashboard: those that Bridge understands and that Meta lets an app choose.</summary>
internal static class WebhookFields
{
    /// <summary>Without these Bridge has nothing to do, or loses what happens in a chat that somebody else has taken over.</summary>
    public static readonly IReadOnlyList<string> Needed = ["messages", "messaging_handovers", "standby"];

    /// <summary>What Meta no longer or not yet offers, what only gateways write, and what Meta sends without being asked.</summary>
    private static readonly FrozenSet<string> NotOffered = new HashSet<string>
    {
        "status",
        "user_id_update",
        "group_participant_update",
        "account_offboarded",
        "account_reconnected",
        "business_username_update",
        "phone_number_username_update",
        "campaign_status_update",
    }.ToFrozenSet();

    public static IReadOnlyList<string> All { get; } =
    [.. WebhookTranslator.FieldNames.Where(field => !NotOffered.Contains(field)).Order(StringComparer.Ordinal)];
}
