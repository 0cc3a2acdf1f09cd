using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Statuses;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// The field <c>standby</c>: what passes in a thread that another sender, such as Meta's own agent, is handling. The same arrays one level
/// deeper (<c>value.standby.…</c>), the same events, and the same ids as the owner's copies, so that nothing counts twice.
/// </summary>
internal static class Standby
{
    public static void Translate(Change change, WebhookTranslation into)
    {
        var nested = change.Value["standby"u8];
        if (!nested.IsObject)
        {
            into.AddUnreadable("the standby change holds nothing", change);
            return;
        }

        var inner = change with { Value = nested, IsStandby = true };
        ItemLoop.Run(inner, "messages"u8, into, InboundMessage.Translate);
        ItemLoop.Run(inner, "statuses"u8, into, MessageStatus.Translate);
        ItemLoop.Run(inner, "message_echoes"u8, into, TranslateEcho);
        ItemLoop.Run(inner, "errors"u8, into, MetaErrors.TranslateChannelError);
    }

    /// <summary>An echo here wraps the body of the Send API: <c>{id, timestamp, message:{to, type, …}, template?}</c>.</summary>
    private static string? TranslateEcho(Change change, JsonView echo, WebhookTranslation into)
    {
        var message = echo["message"u8];
        if (!message.IsObject)
        {
            return BusinessAppEchoes.TranslateEcho(change, echo, into);
        }

        if (echo["id"u8].Id is not { } id)
        {
            return "the echo has no message id";
        }

        var person = Person.Find(
            change,
            message["to"u8] is { Exists: true } to ? to : message["recipient"u8],
            message["to_user_id"u8],
            default
        );
        var context = new ItemContext(change, person, MetaTime.Read(echo["timestamp"u8], change.ReceivedAt));
        into.Events.Add(Sent(context, echo, message, id, into.Options));
        return null;
    }

    private static TrackEvent Sent(ItemContext context, JsonView echo, JsonView message, string id, TranslationOptions options) =>
        context.Event(
            MessageEvents.Sent,
            "sent",
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(Direction, "outbound")
                .AddOutboundContent(MessageContent.Read(message, MessageContent.TypeOf(message)), options)
                .Add(TemplateId, message["template"u8]["name"u8].Text ?? echo["template"u8]["name"u8].Text)
                .Add(ReplyToMessageId, message["context"u8]["message_id"u8].Id)
                .Add(Origin, "other_sender")
        );
}
