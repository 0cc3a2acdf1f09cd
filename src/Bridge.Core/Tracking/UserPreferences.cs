using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>The field <c>user_preferences</c>: somebody stops or resumes the business's marketing messages.</summary>
internal static class UserPreferences
{
    public static void Translate(Change change, Translation into) =>
        ItemLoop.Run(change, "user_preferences"u8, into, TranslatePreference);

    private static string? TranslatePreference(Change change, Json preference, Translation into)
    {
        var value = preference["value"u8].Text?.ToLowerInvariant();
        if (Definition(value) is not { } definition)
        {
            return "the preference is neither stop nor resume nor signup";
        }

        var category = preference["category"u8].Text;
        var context = new ItemContext(change, Person.Named(change, preference), MetaTime.Read(preference["timestamp"u8], change.ReceivedAt));
        var key = $"{context.Person.Ids.Bsuid ?? context.Person.Key}:{category}:{value}:{preference["timestamp"u8].Id}:{Fact.Hash(change, preference)}";
        into.Events.Add(context.Event(definition, "pref", key, new PropertyBag()
            .Add(ChatId, context.ChatId)
            .Add(Category, category?.ToLowerInvariant())
            .Add(SignupId, preference["signup_id"u8].Text)));
        return null;
    }

    /// <summary>A sign-up through a link is consent, as resuming is.</summary>
    private static EventDefinition? Definition(string? value) => value switch
    {
        "stop" => ConversationEvents.OptedOut,
        "resume" or "signup" => ConversationEvents.OptedIn,
        _ => null,
    };
}
