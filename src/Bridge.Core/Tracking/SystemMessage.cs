using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>A message of type <c>system</c>: WhatsApp says that something about the person changed.</summary>
internal static class SystemMessage
{
    public static TrackEvent Translate(Change change, Json message, string id)
    {
        var system = message["system"u8];
        var kind = system["type"u8].Text;
        var isUserId = kind == "user_changed_user_id";
        var newPhone = system["wa_id"u8].Id ?? system["new_wa_id"u8].Id;
        var context = new ItemContext(change, Subject(change, message, system), MetaTime.Read(message["timestamp"u8], change.ReceivedAt));

        var newId = isUserId ? Person.From(null, system["user_id"u8].Id) : Person.From(newPhone, system["user_id"u8].Id);
        return context.Event(ConversationEvents.Updated, "msg", id, new PropertyBag()
            .Add(ChatId, context.ChatId)
            .Add(ContactChange, kind ?? "unknown")
            .Add(PreviousUserId, isUserId ? PreviousBsuid(message, system) : newPhone is not null ? KnownId(context.Person) : null)
            .Add(NewUserId, KnownId(newId)));
    }

    /// <summary>The id before: the sender's, else the one that the sentence names beside the new one ("… changed from US.101… to US.134…").</summary>
    private static string? PreviousBsuid(Json message, Json system)
    {
        var current = system["user_id"u8].Id;
        return (message["from_user_id"u8].Id ?? system["body"u8].Name ?? "").Split(' ')
            .FirstOrDefault(word => Person.IsBsuid(word) && word != current);
    }

    /// <summary>Whom it is about: the sender, or, where Meta leaves the sender out, the id the message itself speaks of.</summary>
    private static Person Subject(Change change, Json message, Json system)
    {
        var sender = Person.Sender(change, message);
        return sender.Key is not null ? sender : Person.From(system["customer"u8].Id, system["user_id"u8].Id, system["parent_user_id"u8].Id);
    }

    private static string? KnownId(Person person) => person.Key is null ? null : person.UserId;
}
