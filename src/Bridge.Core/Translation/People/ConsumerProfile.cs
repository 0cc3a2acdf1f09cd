using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.People;

/// <summary>
/// The field <c>consumer_profile</c>: something a person tells of themselves changed. Meta documents the field and not its value, so
/// nothing is read but whom it is about, as every field says it: <c>contacts[]</c>. A value that names nobody is kept as unrecognised.
/// </summary>
internal static class ConsumerProfile
{
    public static void Translate(Change change, WebhookTranslation into)
    {
        var before = into.Events.Count;
        ItemLoop.Run(change, "contacts"u8, into, TranslateContact);
        if (into.Events.Count == before)
        {
            into.AddUnrecognised(change);
        }
    }

    private static string? TranslateContact(Change change, JsonView contact, WebhookTranslation into)
    {
        var person = Person.Named(change, contact);
        if (person.Key is null)
        {
            return null;
        }

        var context = new ItemContext(
            change,
            person,
            MetaTime.Read(change.Value["timestamp"u8], change.ReceivedAt) ?? MetaTime.Read(change.EntryTime, change.ReceivedAt)
        );
        into.Events.Add(
            context.Event(
                ConversationEvents.Updated,
                "profile",
                $"{person.Key}:{FactKey.Hash(change, change.Value)}",
                new PropertyBag().Add(ChatId, context.ChatId).Add(ContactChange, "consumer_profile")
            )
        );
        return null;
    }
}
