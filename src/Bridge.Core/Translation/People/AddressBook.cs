using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.People;

/// <summary>The field <c>smb_app_state_sync</c>: the phone's address book gains, changes or loses somebody. Names stay in Bridge.</summary>
internal static class AddressBook
{
    public static void Translate(Change change, WebhookTranslation into) => ItemLoop.Run(change, "state_sync"u8, into, TranslateEntry);

    private static string? TranslateEntry(Change change, JsonView entry, WebhookTranslation into)
    {
        var contact = entry["contact"u8];
        var person = Person.From(
            contact["phone_number"u8].Id,
            contact["user_id"u8].Id,
            contact["parent_user_id"u8].Id,
            contact["username"u8].Name
        );
        if (person.Key is null)
        {
            return "the address book entry names nobody";
        }

        var context = new ItemContext(change, person, MetaTime.Read(entry["metadata"u8]["timestamp"u8], change.ReceivedAt));
        into.Events.Add(
            context.Event(
                ConversationEvents.Updated,
                "book",
                FactKey.Hash(change, entry),
                new PropertyBag()
                    .Add(ChatId, context.ChatId)
                    .Add(ContactChange, entry["action"u8].IsWord("remove"u8) ? "address_book_removed" : "address_book_added")
            )
        );
        return null;
    }
}
