using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Groups;

/// <summary>The fields <c>group_*</c>: groups are made, change, and gain or lose members; each member is an event of their own.</summary>
internal static class GroupChanges
{
    /// <summary>The settings of a group, as Meta names them.</summary>
    private static readonly string[] Settings = ["profile_picture", "group_subject", "group_description", "join_approval_mode"];

    public static void Translate(Change change, WebhookTranslation into) => ItemLoop.Run(change, "groups"u8, into, TranslateUpdate);

    private static string? TranslateUpdate(Change change, JsonView update, WebhookTranslation into)
    {
        if (update["group_id"u8].Text is null && update["request_id"u8].Text is null)
        {
            return "the group update names no group";
        }

        if (!into.TakeItems(CountMembers(update)))
        {
            return null;
        }

        var type = update["type"u8].Text?.ToLowerInvariant() ?? "unknown";
        var before = into.Events.Count;
        switch (type)
        {
            case "group_participants_add" or "group_add_participants":
                AddMembers(change, update, "added_participants"u8, type, GroupEvents.Joined, into);
                break;
            case "group_participants_remove" or "group_remove_participants":
                AddMembers(change, update, "removed_participants"u8, type, GroupEvents.Left, into);
                break;
            case "group_join_request_created" or "group_join_request_revoked":
                var status = type == "group_join_request_revoked" ? "revoked" : "created";
                into.Events.Add(
                    ToEvent(
                        change,
                        update,
                        type,
                        GroupEvents.JoinRequested,
                        Person.Named(change, update),
                        update,
                        bag => bag.Add(Status, status)
                    )
                );
                break;
            case "group_settings_update":
                AddSettings(change, update, type, into);
                break;
            default:
                into.Events.Add(OfGroup(change, update, type));
                break;
        }

        if (into.Events.Count == before)
        {
            into.Events.Add(Changed(change, update, type, Person.Nobody, update));
        }

        return null;
    }

    private static int CountMembers(JsonView update) =>
        update["added_participants"u8].Items.Count()
        + update["removed_participants"u8].Items.Count()
        + update["failed_participants"u8].Items.Count();

    /// <summary>Each setting on its own: Meta takes one and refuses another in the same update.</summary>
    private static void AddSettings(Change change, JsonView update, string type, WebhookTranslation into)
    {
        foreach (var setting in Settings)
        {
            if (update[Encoding.UTF8.GetBytes(setting)] is { Exists: true } outcome)
            {
                into.Events.Add(Set(change, update, type, setting, outcome));
            }
        }
    }

    /// <summary>What the setting itself does not say the errors of the whole update do.</summary>
    private static TrackEvent Set(Change change, JsonView update, string type, string setting, JsonView outcome)
    {
        var isDone = outcome["update_successful"u8].Flag ?? !(MetaErrors.First(outcome).Exists || MetaErrors.First(update).Exists);
        var code = MetaErrors.FirstCode(outcome) ?? MetaErrors.FirstCode(update);
        return ToEvent(
            change,
            update,
            $"{type}:{setting}",
            GroupEvents.Updated,
            Person.Nobody,
            outcome,
            bag =>
                bag.Add(ContactChange, type)
                    .Add(Setting, setting)
                    .Add(Status, isDone ? null : "failed")
                    .Add(ErrorCode, isDone ? null : code)
        );
    }

    /// <summary>What did not succeed did not happen: it is a change that failed.</summary>
    private static TrackEvent OfGroup(Change change, JsonView update, string type) =>
        MetaErrors.First(update).Exists || Definition(type) is not { } definition
            ? Changed(change, update, type, Person.Nobody, update)
            : ToEvent(change, update, type, definition, Person.Nobody, update, bag => bag);

    private static EventDefinition? Definition(string type) =>
        type switch
        {
            "group_create" => GroupEvents.Created,
            "group_delete" => GroupEvents.Deleted,
            "group_suspend" => GroupEvents.Suspended,
            "group_suspend_cleared" => GroupEvents.Unsuspended,
            _ => null,
        };

    private static void AddMembers(
        Change change,
        JsonView update,
        ReadOnlySpan<byte> list,
        string type,
        EventDefinition definition,
        WebhookTranslation into
    )
    {
        foreach (var member in update[list].Items)
        {
            into.Events.Add(ToEvent(change, update, type, definition, Member(change, member), member, bag => bag));
        }

        foreach (var member in update["failed_participants"u8].Items)
        {
            into.Events.Add(Changed(change, update, type, Member(change, member), member));
        }
    }

    /// <summary>By id where Meta resolved one, else by what the business typed in.</summary>
    private static Person Member(Change change, JsonView member)
    {
        var named = Person.Named(change, member);
        return named.Key is not null || member["input"u8].Id is not { } input ? named
            : Person.Digits(input) is null ? Person.From(null, input)
            : Person.From(input, null);
    }

    /// <param name="outcome">What may hold errors: the update, or one of its members.</param>
    private static TrackEvent Changed(Change change, JsonView update, string type, Person person, JsonView outcome)
    {
        var error = MetaErrors.First(outcome);
        return ToEvent(
            change,
            update,
            type,
            GroupEvents.Updated,
            person,
            outcome,
            bag => bag.Add(ContactChange, type).Add(Status, error.Exists ? "failed" : null).Add(ErrorCode, error["code"u8].Integer)
        );
    }

    /// <param name="part">What of the update it is about: one of its members, or all of it.</param>
    private static TrackEvent ToEvent(
        Change change,
        JsonView update,
        string type,
        EventDefinition definition,
        Person person,
        JsonView part,
        Func<PropertyBag, PropertyBag> complete
    )
    {
        var context = new ItemContext(change, person, MetaTime.Read(update["timestamp"u8], change.ReceivedAt));
        var group = update["group_id"u8].Id;
        var request = update["request_id"u8].Id ?? update["join_request_id"u8].Id ?? update["timestamp"u8].Id;
        var key = $"{group}:{type}:{request}:{person.Key}:{FactKey.Hash(change, update)}:{FactKey.Hash(change, part)}";
        return context.Event(
            definition,
            "grp",
            key,
            complete(new PropertyBag().Add(GroupId, group))
                .Add(Reason, update["reason"u8].Name)
                .Add(InitiatedBy, update["initiated_by"u8].Name?.ToLowerInvariant())
        );
    }
}
