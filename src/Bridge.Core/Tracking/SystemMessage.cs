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
        var newPhone = system["wa_id"u8].Text ?? system["new_wa_id"u8].Text;
        var context = new ItemContext(change, Subject(change, message, system), MetaTime.Read(message["timestamp"u8], change.ReceivedAt));

        return context.Event(EventNames.ContactUpdated, "msg", id, new PropertyBag()
            .Add(ChatId, context.ChatId)
            .Add(ContactChange, kind ?? "unknown")
            .Add(PreviousUserId, newPhone is not null && !isUserId ? KnownId(context.Person) : null)
            .Add(NewUserId, KnownId(isUserId ? Person.From(null, system["user_id"u8].Text) : Person.From(newPhone, system["user_id"u8].Text))));
    }

    /// <summary>Whom it is about: the sender, or, where Meta leaves the sender out, the id the message itself speaks of.</summary>
    private static Person Subject(Change change, Json message, Json system)
    {
        var sender = Person.Sender(change, message);
        return sender.Key is not null ? sender : Person.From(system["customer"u8].Text, system["user_id"u8].Text, system["parent_user_id"u8].Text);
    }

    private static string? KnownId(Person person) => person.Key is null ? null : person.UserId;
}
