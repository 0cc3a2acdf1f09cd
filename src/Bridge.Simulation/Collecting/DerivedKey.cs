using Bridge.Core.Json;

namespace Bridge.Simulation.Collecting;

/// <summary>Which derived events a collector counts together: one kind about one person and one business number.</summary>
/// <param name="Event">Its name.</param>
/// <param name="Number">The business number (<c>phone_number_id</c>), or the page.</param>
/// <param name="UserId">The person as the event names them.</param>
internal readonly record struct DerivedKey(string Event, string Number, string UserId)
{
    public const string Contact = "contact.created";
    public const string Handoff = "agent.handoff";

    public const string Resolved = "chat.resolved";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Events { get; } = [Contact, Handoff, Resolved];

    /// <returns>Null for an event of another kind.</returns>
    public static DerivedKey? Of(JsonView item)
    {
        var context = item["context"u8];
        return item["event"u8].Text is (Contact or Handoff or Resolved) and var name
            ? new DerivedKey(
                name,
                context["phoneNumberId"u8].Text ?? context["businessAccountId"u8].Text ?? "",
                item["userId"u8].Text ?? ""
            )
            : null;
    }
}
