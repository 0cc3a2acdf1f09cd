using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>A message of type <c>system</c>: WhatsApp says that something about the person changed.</summary>
internal static class SystemMessage
{
    public static TrackEvent Translate(Change change, JsonView message, string id)
    {
        var system = message["system"u8];
        var kind = system["type"u8].Text?.ToLowerInvariant();
        var context = new ItemContext(change, Subject(change, message, system), MetaTime.Read(message["timestamp"u8], change.ReceivedAt));
        var (previous, current) = Ids(change, message, system, isOfId: kind == "user_changed_user_id");
        return context.Event(
            ConversationEvents.Updated,
            "msg",
            id,
            new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(ContactChange, kind ?? "unknown")
                .Add(PreviousUserId, previous)
                .Add(NewUserId, current)
        );
    }

    /// <summary>
    /// The ids before and after. A new phone number brings a new business-scoped id with it: then the numbers are told, as the ids people
    /// are known by.
    /// </summary>
    private static (string? Previous, string? Current) Ids(Change change, JsonView message, JsonView system, bool isOfId)
    {
        var phone = system["wa_id"u8].Id ?? system["new_wa_id"u8].Id;
        var bsuid = system["user_id"u8].Id;
        if (!isOfId && phone is not null)
        {
            return (KnownId(Known(change, message, system)) ?? system["previous_user_id"u8].Id, KnownId(Person.From(phone, bsuid)));
        }

        return bsuid is null
            ? (system["previous_parent_user_id"u8].Id, system["parent_user_id"u8].Id)
            : (system["previous_user_id"u8].Id ?? (isOfId ? PreviousBsuid(message, bsuid) : null), KnownId(Person.From(null, bsuid)));
    }

    /// <summary>
    /// Before Meta named the previous id, the sender was it, or the sentence tells it beside the new one ("… changed from US.101… to
    /// US.134…").
    /// </summary>
    private static string? PreviousBsuid(JsonView message, string current) =>
        (message["from_user_id"u8].Id is { } sender && sender != current ? sender : message["system"u8]["body"u8].Name ?? "")
            .Split(' ')
            .FirstOrDefault(word => Person.IsBsuid(word) && word != current);

    /// <summary>Whom it is about: the sender, or, where Meta leaves the sender out, the id the message itself speaks of.</summary>
    private static Person Subject(Change change, JsonView message, JsonView system)
    {
        var known = Known(change, message, system);
        return known.Key is not null ? known : Person.From(null, system["user_id"u8].Id, system["parent_user_id"u8].Id);
    }

    private static Person Known(Change change, JsonView message, JsonView system)
    {
        var sender = Person.Sender(change, message);
        return sender.Key is not null ? sender : Person.From(system["customer"u8].Id, null);
    }

    private static string? KnownId(Person person) => person.Key is null ? null : person.UserId;
}
