using Bridge.Core.Json;
using Bridge.Core.Translation.Actions;
using Bridge.Core.Translation.Messages;
using Bridge.Core.Translation.Statuses;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>The field <c>messages</c>: what people wrote (<c>value.messages[]</c>), what became of messages to
/// them (<c>statuses[]</c>), clicks on them (<c>user_actions[]</c>) and what is wrong with the channel (<c>errors[]</c>).</summary>
internal static class MessagesField
{
    /// <summary>Whether a change is one of this field by its shape.</summary>
    public static bool Fits(JsonView value) => value["messages"u8].IsArray || value["statuses"u8].IsArray;

    public static void Translate(Change change, WebhookTranslation into)
    {
        ItemLoop.Run(change, "messages"u8, into, InboundMessage.Translate);
        ItemLoop.Run(change, "statuses"u8, into, MessageStatus.Translate);
        ItemLoop.Run(change, "errors"u8, into, MetaErrors.TranslateChannelError);
        ItemLoop.Run(change, "user_actions"u8, into, Clicks.TranslateUserAction);
    }
}
