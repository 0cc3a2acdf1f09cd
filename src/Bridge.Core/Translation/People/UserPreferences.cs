using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.People;

/// <summary>The field <c>user_preferences</c>: somebody stops or resumes the business's marketing messages.</summary>
internal static class UserPreferences
{
    public static void Translate(Change change, WebhookTranslation into) =>
        ItemLoop.Run(change, "user_preferences"u8, into, TranslatePreference);

    private static string? TranslatePreference(Change change, JsonView preference, WebhookTranslation into)
    {
        var value = preference["value"u8].Text?.ToLowerInvariant();
        if (Definition(value) is not { } definition)
        {
            return "the preference is neither stop nor resume nor signup";
        }

        var category = preference["category"u8].Text;
        var context = new ItemContext(
            change,
            Person.Named(change, preference),
            MetaTime.Read(preference["timestamp"u8], change.ReceivedAt)
        );
        var key =
            $"{context.Person.Ids.Bsuid ?? context.Person.Key}:{category}:{value}:"
            + $"{preference["timestamp"u8].Id}:{FactKey.Hash(change, preference)}";
        into.Events.Add(
            context.Event(
                definition,
                "pref",
                key,
                new PropertyBag()
                    .Add(ChatId, context.ChatId)
                    .Add(Category, category?.ToLowerInvariant())
                    .Add(SignupId, preference["signup_id"u8].Text)
            )
        );
        return null;
    }

    /// <summary>A sign-up through a link is consent, as resuming is.</summary>
    private static EventDefinition? Definition(string? value) =>
        value switch
        {
            "stop" => ConversationEvents.OptedOut,
            "resume" or "signup" => ConversationEvents.OptedIn,
            _ => null,
        };
}
