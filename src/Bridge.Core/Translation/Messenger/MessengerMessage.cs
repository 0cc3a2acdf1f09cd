using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Messages;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messenger;

/// <summary>
/// What people and the page say to each other on Messenger and Instagram: messages, echoes, taps, reactions, edits and deletions.
/// </summary>
internal static class MessengerMessage
{
    /// <summary>The inbox in which people answer for a page; what any other app sends is an app's.</summary>
    private const string PageInbox = "263902037430900";

    public static string? Add(ItemContext context, JsonView item, bool isFromBusiness, List<TrackEvent> events, TranslationOptions options)
    {
        if (item["message"u8] is { IsObject: true } message && AddMessage(context, message, isFromBusiness, events, options) is { } problem)
        {
            return problem;
        }

        if (item["postback"u8] is { IsObject: true } postback)
        {
            var trigger = options.HandoffTriggers.Match(context.Change.Account, postback["payload"u8].Text, null, default);
            events.Add(Postback(context.Asking(trigger), postback));
        }

        if (item["reaction"u8] is { IsObject: true } reaction)
        {
            events.Add(Reaction(context, reaction));
        }

        return item["message_edit"u8] is { IsObject: true } edit ? AddEdit(context, edit, events) : null;
    }

    private static string? AddMessage(
        ItemContext context,
        JsonView message,
        bool isFromBusiness,
        List<TrackEvent> events,
        TranslationOptions options
    )
    {
        if (message["mid"u8].Id is not { } id)
        {
            return "the message has no id";
        }

        if (message["is_deleted"u8].Flag ?? false)
        {
            events.Add(Changed(MessageEvents.Deleted, context, id, $"{id}:deleted"));
            return null;
        }

        events.Add(isFromBusiness ? Sent(context, message, id, options) : Received(context, message, id, options));
        return null;
    }

    private static TrackEvent Received(ItemContext context, JsonView message, string id, TranslationOptions options)
    {
        var isTapped = message["quick_reply"u8].IsObject;
        var payload = message["quick_reply"u8]["payload"u8].Text;
        var trigger = options.HandoffTriggers.Match(context.Change.Account, payload, null, isTapped ? default : message["text"u8]);
        return context
            .Asking(trigger)
            .Event(
                MessageEvents.Received,
                "msg",
                id,
                Content(context, message, id, "inbound", options)
                    .Add(ButtonId, payload)
                    .Add(ButtonTitle, isTapped ? message["text"u8].Text : null)
                    .Add(ReplyToMessageId, message["reply_to"u8]["mid"u8].Id)
                    .Add(StoryId, message["reply_to"u8]["story"u8]["id"u8].Id)
                    .Add(IsStoryMention, FirstAttachmentType(message) == "story_mention" ? true : null)
            );
    }

    /// <summary>What the page's own inbox sends a person wrote. Without an app nobody says what sent it.</summary>
    private static TrackEvent Sent(ItemContext context, JsonView message, string id, TranslationOptions options)
    {
        var app = message["app_id"u8].Text;
        return context.Event(
            MessageEvents.Sent,
            "sent",
            id,
            Content(context, message, id, "outbound", options)
                .Add(IsAutomated, app == PageInbox ? false : null)
                .Add(ReplyToMessageId, message["reply_to"u8]["mid"u8].Id)
                .Add(AppId, app)
                .Add(
                    Origin,
                    app switch
                    {
                        null => "page",
                        PageInbox => "business_app",
                        _ => "app",
                    }
                )
        );
    }

    private static PropertyBag Content(ItemContext context, JsonView message, string id, string direction, TranslationOptions options)
    {
        var attachment = FirstAttachmentType(message);
        var text = message["quick_reply"u8].IsObject ? default : message["text"u8];
        return new PropertyBag()
            .Add(MessageId, id)
            .Add(ChatId, context.ChatId)
            .Add(Direction, direction)
            .Add(ContentType, Type(message, attachment))
            .Add(ContentLength, text.CodePoints)
            .Add(HasMedia, attachment is "image" or "video" or "audio" or "file" or "ig_reel" or "reel")
            .AddOrNull(MediaType, null)
            .Add(MessageText, options.IncludeMessageText ? text.Text : null);
    }

    private static string Type(JsonView message, string? attachment) =>
        message["is_unsupported"u8].Flag ?? false ? MessageContent.Unsupported
        : message["quick_reply"u8].IsObject ? "button_reply"
        : message["text"u8].Exists ? "text"
        : attachment switch
        {
            "file" => "document",
            null or "unsupported_type" => MessageContent.Unsupported,
            _ => MessageContent.Bounded(attachment),
        };

    private static string? FirstAttachmentType(JsonView message)
    {
        foreach (var attachment in message["attachments"u8].Items)
        {
            return attachment["type"u8].Text?.ToLowerInvariant();
        }

        return null;
    }

    private static TrackEvent Postback(ItemContext context, JsonView postback)
    {
        var id = postback["mid"u8].Id ?? MessengerItem.Key(context, "postback");
        return context.Event(
            MessageEvents.Received,
            "msg",
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(Direction, "inbound")
                .Add(ContentType, "button")
                .Add(ContentLength, 0)
                .Add(HasMedia, false)
                .AddOrNull(MediaType, null)
                .Add(ButtonId, postback["payload"u8].Text)
                .Add(ButtonTitle, postback["title"u8].Text)
        );
    }

    private static TrackEvent Reaction(ItemContext context, JsonView reaction)
    {
        var isAdded = !reaction["action"u8].IsWord("unreact"u8);
        var target = reaction["mid"u8].Id;
        return context.Event(
            MessageEvents.Reaction,
            "react",
            $"{MessengerItem.Key(context, isAdded ? "react" : "unreact")}:{target}",
            new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(TargetMessageId, target)
                .AddOrNull(Emoji, isAdded ? reaction["emoji"u8].Text ?? reaction["reaction"u8].Text : null)
                .Add(EventProperties.Action, isAdded ? "added" : "removed")
        );
    }

    private static string? AddEdit(ItemContext context, JsonView edit, List<TrackEvent> events)
    {
        if (edit["mid"u8].Id is not { } id)
        {
            return "the edit names no message";
        }

        events.Add(Changed(MessageEvents.Edited, context, id, $"{id}:{edit["num_edit"u8].Id ?? MessengerItem.Key(context, "edit")}"));
        return null;
    }

    private static TrackEvent Changed(EventDefinition definition, ItemContext context, string id, string key) =>
        context.Event(definition, "msg", key, new PropertyBag().Add(MessageId, id).Add(ChatId, context.ChatId).Add(OriginalMessageId, id));
}
