using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.People;

/// <summary>The field <c>user_id_update</c>: a person's business-scoped id is another from now on, because the phone number is.</summary>
internal static class UserIdUpdates
{
    public static void Translate(Change change, WebhookTranslation into) => ItemLoop.Run(change, "user_id_update"u8, into, TranslateUpdate);

    private static string? TranslateUpdate(Change change, JsonView update, WebhookTranslation into)
    {
        var previous = update["user_id"u8]["previous"u8].Id ?? update["parent_user_id"u8]["previous"u8].Id;
        var current = update["user_id"u8]["current"u8].Id ?? update["parent_user_id"u8]["current"u8].Id;
        if (previous is null && current is null)
        {
            return "the update names neither the previous nor the current id";
        }

        var person = Person.Find(change, update["wa_id"u8], update["user_id"u8]["current"u8], update["parent_user_id"u8]["current"u8]);
        var context = new ItemContext(change, person, MetaTime.Read(update["timestamp"u8], change.ReceivedAt));
        into.Events.Add(
            context.Event(
                ConversationEvents.Updated,
                "uid",
                $"{previous}:{current}",
                new PropertyBag()
                    .Add(ChatId, context.ChatId)
                    .Add(ContactChange, "user_id_update")
                    .Add(PreviousUserId, previous)
                    .Add(NewUserId, current)
            )
        );
        return null;
    }
}
