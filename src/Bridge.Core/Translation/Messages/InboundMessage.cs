using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>An element of <c>value.messages[]</c>: something a person wrote, tapped, took back or changed about themselves.</summary>
internal static class InboundMessage
{
    private const string Key = "msg";

    public static string? Translate(Change change, JsonView message, WebhookTranslation into)
    {
        if (message["id"u8].Id is not { } id)
        {
            return "the message has no id";
        }

        var arrival = Arrival.Read(change, message, into.Options.TextPatterns);
        var context = new ItemContext(change, Person.Sender(change, message), MetaTime.Read(message["timestamp"u8], change.ReceivedAt))
        {
            Campaign = arrival.Campaign,
            Hint = Hint(change, message, arrival.Touch, into.Options),
        };
        switch (MessageContent.TypeOf(message))
        {
            case "reaction":
                into.Events.Add(Reaction(context, id, message["reaction"u8]));
                break;
            case "edit":
                into.Events.Add(Changed(MessageEvents.Edited, context, id, message["edit"u8]));
                break;
            case "revoke":
                into.Events.Add(Changed(MessageEvents.Deleted, context, id, message["revoke"u8]));
                break;
            case "request_welcome":
                into.Events.Add(ChatOpened(context, id));
                break;
            case "system":
                into.Events.Add(SystemMessage.Translate(change, message, id));
                break;
            case var type:
                ReceivedMessage.Translate(context, message, id, type, arrival.Referral, into);
                return null;
        }

        if (arrival.Referral is { } referral)
        {
            into.Events.Add(referral.ToEvent(context, id, text: null));
        }

        return null;
    }

    private static ConversationStep? Hint(Change change, JsonView message, Touch? touch, TranslationOptions options)
    {
        var name = options.IncludeContactName ? Person.NameOfSender(change, message) : null;
        return name is null && touch is null ? null : new ConversationStep(StepKind.None) { ContactName = name, Touch = touch };
    }

    private static TrackEvent Reaction(ItemContext context, string id, JsonView reaction)
    {
        var emoji = reaction["emoji"u8].Text;
        return context.Event(
            MessageEvents.Reaction,
            Key,
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(TargetMessageId, reaction["message_id"u8].Id)
                .AddOrNull(Emoji, emoji)
                .Add(EventProperties.Action, emoji is null ? "removed" : "added")
        );
    }

    public static TrackEvent Changed(EventDefinition definition, ItemContext context, string id, JsonView change) =>
        context.Event(
            definition,
            Key,
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(OriginalMessageId, change["original_message_id"u8].Id ?? change["message_id"u8].Id)
        );

    private static TrackEvent ChatOpened(ItemContext context, string id) =>
        context.Event(
            ConversationEvents.Opened,
            Key,
            id,
            new PropertyBag().Add(ChatId, context.ChatId).Add(CountryCode, context.Person.CountryCode)
        );
}
