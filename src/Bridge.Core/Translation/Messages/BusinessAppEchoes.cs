using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// The fields <c>smb_message_echoes</c> and <c>message_echoes</c>: what the business wrote from its phone. Messages through the API are
/// not echoed, so nothing is counted twice; should it be, <c>message.sent</c> has one id per message.
/// </summary>
internal static class BusinessAppEchoes
{
    public static void Translate(Change change, WebhookTranslation into)
    {
        TranslateEchoes(change, into);
        // Some gateways hand echoes over in the array of received messages.
        ItemLoop.Run(change, "messages"u8, into, TranslateEcho);
    }

    public static void TranslateEchoes(Change change, WebhookTranslation into) =>
        ItemLoop.Run(change, "message_echoes"u8, into, TranslateEcho);

    public static string? TranslateEcho(Change change, JsonView echo, WebhookTranslation into)
    {
        if (echo["id"u8].Id is not { } id)
        {
            return "the echo has no message id";
        }

        var context = new ItemContext(change, Person.Receiver(change, echo), MetaTime.Read(echo["timestamp"u8], change.ReceivedAt));
        into.Events.Add(
            MessageContent.TypeOf(echo) switch
            {
                "edit" => InboundMessage.Changed(MessageEvents.Edited, context, id, echo["edit"u8]),
                "revoke" => InboundMessage.Changed(MessageEvents.Deleted, context, id, echo["revoke"u8]),
                _ => Sent(context, echo, id, into.Options),
            }
        );
        return null;
    }

    private static TrackEvent Sent(ItemContext context, JsonView echo, string id, TranslationOptions options)
    {
        var content = MessageContent.Read(echo, MessageContent.TypeOf(echo));
        var isBot = echo["message_creation_type"u8].Is("created_by_1p_bot"u8);
        return context.Event(
            MessageEvents.Sent,
            "sent",
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(Direction, "outbound")
                .AddOutboundContent(content, options)
                .Add(IsAutomated, isBot)
                .Add(ReplyToMessageId, echo["context"u8]["id"u8].Id)
                .Add(Origin, "business_app")
        );
    }

    public static PropertyBag AddOutboundContent(this PropertyBag bag, in MessageContent content, TranslationOptions options) =>
        bag.Add(ContentType, content.Type)
            .Add(ContentLength, content.Text.CodePoints)
            .Add(HasMedia, content.HasMedia)
            .AddOrNull(MediaType, content.MediaType)
            .Add(MessageText, options.IncludeMessageText ? content.Text.Text : null);
}
