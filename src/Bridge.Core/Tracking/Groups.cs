using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>The fields <c>group_*</c>: groups are made, change, and gain or lose members; each member is an event of their own.</summary>
internal static class Groups
{
    public static void Translate(Change change, Translation into) => ItemLoop.Run(change, "groups"u8, into, TranslateUpdate);

    private static string? TranslateUpdate(Change change, Json update, Translation into)
    {
        if (update["group_id"u8].Text is null && update["request_id"u8].Text is null)
        {
            return "the group update names no group";
        }

        var type = update["type"u8].Text ?? "";
        switch (type)
        {
            case "group_participants_add" or "group_add_participants":
                AddMembers(change, update, "added_participants"u8, EventNames.GroupJoined, into);
                break;
            case "group_participants_remove" or "group_remove_participants":
                AddMembers(change, update, "removed_participants"u8, EventNames.GroupLeft, into);
                break;
            case "group_join_request_created" or "group_join_request_revoked":
                into.Events.Add(ToEvent(change, update, EventNames.GroupJoinRequested, Person.Named(change, update), type == "group_join_request_revoked" ? "revoked" : "created"));
                break;
            default:
                into.Events.Add(ToEvent(change, update, EventName(type), Person.Nobody, Outcome(update)));
                break;
        }

        return null;
    }

    private static string EventName(string type) => type switch
    {
        "group_create" => EventNames.GroupCreated,
        "group_delete" => EventNames.GroupDeleted,
        "group_suspend" => EventNames.GroupSuspended,
        "group_suspend_cleared" => EventNames.GroupUnsuspended,
        _ => EventNames.GroupUpdated,
    };

    private static string? Outcome(Json update) => update["errors"u8].Items.Count() > 0 ? "failed" : null;

    private static void AddMembers(Change change, Json update, ReadOnlySpan<byte> list, string name, Translation into)
    {
        foreach (var member in update[list].Items)
        {
            into.Events.Add(ToEvent(change, update, name, Member(change, member), null));
        }

        foreach (var member in update["failed_participants"u8].Items)
        {
            into.Events.Add(ToEvent(change, update, name, Member(change, member), "failed"));
        }
    }

    /// <summary>By id where Meta resolved one, else by what the business typed in.</summary>
    private static Person Member(Change change, Json member)
    {
        var named = Person.Named(change, member);
        return named.Key is not null || member["input"u8].Text is not { } input ? named
            : Person.Digits(input) is null ? Person.From(null, input)
            : Person.From(input, null);
    }

    private static TrackEvent ToEvent(Change change, Json update, string name, Person person, string? status)
    {
        var context = new ItemContext(change, person, MetaTime.Read(update["timestamp"u8], change.ReceivedAt));
        var group = update["group_id"u8].Text;
        var request = update["request_id"u8].Text ?? update["join_request_id"u8].Text ?? update["timestamp"u8].Text;
        var key = person.Key is null ? $"{group}:{update["type"u8].Text}:{request}" : $"{group}:{update["type"u8].Text}:{request}:{person.Key}";
        return context.Event(name, "grp", key, new PropertyBag()
            .Add(GroupId, group)
            .Add(Status, status)
            .Add(Reason, update["reason"u8].Text)
            .Add(InitiatedBy, update["initiated_by"u8].Text)
            .Add(ErrorCode, MetaErrors.FirstCode(update)));
    }
}
