using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Groups;

/// <summary>The events about groups and their members.</summary>
internal static class GroupEvents
{
    public static readonly EventDefinition Created = OfGroup("group.created", "The business made a group.");
    public static readonly EventDefinition Deleted = OfGroup("group.deleted", "The business deleted a group.");
    public static readonly EventDefinition Suspended = OfGroup("group.suspended", "Meta suspended a group.");
    public static readonly EventDefinition Unsuspended = OfGroup("group.unsuspended", "A group is no longer suspended.");
    public static readonly EventDefinition Joined = OfMember("group.joined", "A person joined a group.");
    public static readonly EventDefinition Left = OfMember("group.left", "A person left a group, or was removed.");
    public static readonly EventDefinition JoinRequested = OfMember(
        "group.join_requested",
        "A person asked to join a group, or took that back (status revoked).",
        Status
    );

    public static readonly EventDefinition Updated = new(
        "group.updated",
        EventUser.Person,
        "A setting of a group changed, or a change of a group did not succeed (status failed).",
        [],
        [GroupId, ContactChange, Setting, Status, Reason, InitiatedBy, ErrorCode]
    );

    public static IEnumerable<EventDefinition> All => [Created, Deleted, Suspended, Unsuspended, Joined, Left, JoinRequested, Updated];

    private static EventDefinition OfGroup(string name, string when) =>
        new(name, EventUser.System, when, [], [GroupId, Reason, InitiatedBy]);

    private static EventDefinition OfMember(string name, string when, params EventProperty[] more) =>
        new(name, EventUser.Person, when, more, [GroupId, Reason, InitiatedBy]);
}
