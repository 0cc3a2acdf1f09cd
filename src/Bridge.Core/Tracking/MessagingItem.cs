using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>
/// Messenger and Instagram: an element of <c>entry[].messaging[]</c> (or <c>standby[]</c>) under the objects <c>page</c> and <c>instagram</c>.
/// The same event names, with the channel in the context; forwarded only for the channels an operator lists.
/// </summary>
internal static class MessagingItem
{
    public const string Rule = "channel";

    public static void TranslateEntry(Change entry, Translation into)
    {
        ItemLoop.Run(entry, "messaging"u8, into, Translate);
        ItemLoop.Run(entry with { IsStandby = true }, "standby"u8, into, Translate);
        foreach (var change in entry.Value["changes"u8].Items)
        {
            into.AddUnrecognised($"{entry.Channel} {change["field"u8].Text}", entry.EntryId, change.Raw, entry.ReceivedAt);
        }
    }

    private static string? Translate(Change entry, Json item, Translation into)
    {
        var before = into.Events.Count;
        var isEcho = item["message"u8]["is_echo"u8].Flag ?? false;
        var context = new ItemContext(entry, User(entry, isEcho ? item["recipient"u8] : item["sender"u8]), MetaTime.Read(item["timestamp"u8], entry.ReceivedAt));
        if (Add(context, item, isEcho, into.Events, into.Options) is { } problem)
        {
            return problem;
        }

        if (into.Events.Count == before)
        {
            into.AddUnrecognised($"{entry.Channel} {Kind(item)}", entry.EntryId, item.Raw, entry.ReceivedAt);
        }
        else if (!into.Options.Channels.Contains(entry.Channel))
        {
            into.Dropped.AddRange(into.Events.Skip(before).Select(dropped => new Dropped(Rule, dropped.Name)));
            into.Events.RemoveRange(before, into.Events.Count - before);
        }

        return null;
    }

    private static string? Add(ItemContext context, Json item, bool isEcho, List<TrackEvent> events, TranslationOptions options)
    {
        if (item["message"u8] is { IsObject: true } message)
        {
            return AddMessage(context, message, isEcho, events, options);
        }

        if (item["postback"u8] is { IsObject: true } postback)
        {
            events.Add(Postback(context, postback));
            AddReferral(context, postback["referral"u8], events);
        }

        AddReferral(context, item["referral"u8], events);
        AddReceipts(context, item, events);
        AddControl(context, item, events);
        if (item["reaction"u8] is { IsObject: true } reaction)
        {
            events.Add(Reaction(context, reaction));
        }

        if (item["message_edit"u8] is { IsObject: true } edit)
        {
            events.Add(Changed(EventNames.MessageEdited, context, $"{edit["mid"u8].Text}:{edit["num_edit"u8].Text}", edit));
        }

        if (item["optin"u8] is { IsObject: true } optin)
        {
            events.Add(context.Event(EventNames.ContactOptedIn, "pref", Key(context, "optin"), new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(Category, optin["type"u8].Text ?? optin["ref"u8].Text)));
        }

        return null;
    }

    private static string? AddMessage(ItemContext context, Json message, bool isEcho, List<TrackEvent> events, TranslationOptions options)
    {
        if (message["mid"u8].Text is not { } id)
        {
            return "the message has no id";
        }

        if (message["is_deleted"u8].Flag ?? false)
        {
            events.Add(Changed(EventNames.MessageDeleted, context, $"{id}:deleted", message));
            return null;
        }

        events.Add(isEcho ? Sent(context, message, id, options) : Received(context, message, id, options));
        AddReferral(context, message["referral"u8], events);
        return null;
    }

    private static TrackEvent Received(ItemContext context, Json message, string id, TranslationOptions options) =>
        context.Event(EventNames.MessageReceived, "msg", id, Content(context, message, id, "inbound", options)
            .Add(ButtonId, message["quick_reply"u8]["payload"u8].Text)
            .Add(ReplyToMessageId, message["reply_to"u8]["mid"u8].Text));

    private static TrackEvent Sent(ItemContext context, Json message, string id, TranslationOptions options) =>
        context.Event(EventNames.MessageSent, "sent", id, Content(context, message, id, "outbound", options).Add(Origin, "cloud_api"));

    private static PropertyBag Content(ItemContext context, Json message, string id, string direction, TranslationOptions options)
    {
        var attachment = FirstAttachmentType(message);
        var isUnsupported = message["is_unsupported"u8].Flag ?? false;
        var text = message["text"u8];
        return new PropertyBag()
            .Add(MessageId, id)
            .Add(ChatId, context.ChatId)
            .Add(Direction, direction)
            .Add(ContentType, isUnsupported ? MessageContent.Unsupported : text.Exists ? "text" : attachment ?? MessageContent.Unsupported)
            .Add(ContentLength, text.CodePoints)
            .Add(HasMedia, attachment is "image" or "video" or "audio" or "file")
            .AddOrNull(MediaType, null)
            .Add(MessageText, options.IncludeMessageText ? text.Text : null);
    }

    private static string? FirstAttachmentType(Json message)
    {
        foreach (var attachment in message["attachments"u8].Items)
        {
            return attachment["type"u8].Text;
        }

        return null;
    }

    private static TrackEvent Postback(ItemContext context, Json postback)
    {
        var id = postback["mid"u8].Text ?? Key(context, "postback");
        return context.Event(EventNames.MessageReceived, "msg", id, new PropertyBag()
            .Add(MessageId, id)
            .Add(ChatId, context.ChatId)
            .Add(Direction, "inbound")
            .Add(ContentType, "button")
            .Add(ContentLength, postback["title"u8].CodePoints)
            .Add(HasMedia, false)
            .AddOrNull(MediaType, null)
            .Add(ButtonId, postback["payload"u8].Text)
            .Add(ButtonTitle, postback["title"u8].Text));
    }

    private static TrackEvent Reaction(ItemContext context, Json reaction)
    {
        var added = !reaction["action"u8].Is("unreact"u8);
        var id = reaction["mid"u8].Text;
        return context.Event(EventNames.MessageReaction, "react", $"{Key(context, added ? "react" : "unreact")}:{id}", new PropertyBag()
            .Add(ChatId, context.ChatId)
            .Add(TargetMessageId, id)
            .AddOrNull(Emoji, added ? reaction["emoji"u8].Text ?? reaction["reaction"u8].Text : null)
            .Add(EventProperties.Action, added ? "added" : "removed"));
    }

    private static TrackEvent Changed(string name, ItemContext context, string key, Json change) =>
        context.Event(name, "msg", key, new PropertyBag()
            .Add(MessageId, change["mid"u8].Text)
            .Add(ChatId, context.ChatId)
            .Add(OriginalMessageId, change["mid"u8].Text));

    private static void AddReferral(ItemContext context, Json referral, List<TrackEvent> events)
    {
        if (!referral.IsObject)
        {
            return;
        }

        var ad = referral["ad_id"u8].Text;
        events.Add(context.Event(EventNames.ReferralReceived, "ref", Key(context, referral["ref"u8].Text ?? ad ?? "open"), new PropertyBag()
            .Add(ChatId, context.ChatId)
            .Add(SourceType, referral["source"u8].Text?.ToLowerInvariant())
            .Add(SourceId, referral["ref"u8].Text ?? ad)
            .Add(SourceUrl, referral["referer_uri"u8].Text)
            .Add(AdId, ad)));
    }

    /// <summary>Deliveries and reads are watermarks: everything up to that time. Ids come along only sometimes.</summary>
    private static void AddReceipts(ItemContext context, Json item, List<TrackEvent> events)
    {
        if (item["delivery"u8] is { IsObject: true } delivery)
        {
            foreach (var id in delivery["mids"u8].Items)
            {
                events.Add(Receipt(EventNames.MessageDelivered, DeliveredAt, context, delivery, id.Text));
            }

            if (!delivery["mids"u8].Exists)
            {
                events.Add(Receipt(EventNames.MessageDelivered, DeliveredAt, context, delivery, null));
            }
        }

        if (item["read"u8] is { IsObject: true } read)
        {
            events.Add(Receipt(EventNames.MessageRead, ReadAt, context, read, read["mid"u8].Text));
        }
    }

    private static TrackEvent Receipt(string name, EventProperty at, ItemContext context, Json receipt, string? id)
    {
        var time = MetaTime.Read(receipt["watermark"u8], context.Change.ReceivedAt) ?? context.HappenedAt;
        var fact = id is null ? $"{context.Person.Key}:{name}:{time.ToUnixTimeMilliseconds()}" : $"{id}:{name}";
        return context.Event(name, "st", fact, new PropertyBag()
            .Add(MessageId, id)
            .Add(ChatId, context.ChatId)
            .Add(at, time));
    }

    private static void AddControl(ItemContext context, Json item, List<TrackEvent> events)
    {
        AddControl(context, item["pass_thread_control"u8], "control_passed", events);
        AddControl(context, item["take_thread_control"u8], "control_taken", events);
    }

    private static void AddControl(ItemContext context, Json control, string type, List<TrackEvent> events)
    {
        if (control.IsObject)
        {
            events.Add(context.Event(EventNames.AgentHandoff, "ho", Key(context, type), new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(HandoffReason, type)
                .Add(PreviousOwnerRole, control["previous_owner_app_id"u8].Text)
                .Add(NewOwnerRole, control["new_owner_app_id"u8].Text)));
        }
    }

    private static string Key(ItemContext context, string kind) =>
        $"{context.Person.Key}:{kind}:{context.HappenedAt.ToUnixTimeMilliseconds()}";

    /// <summary>The page-scoped or Instagram-scoped id, with its channel before it: such ids say nothing by themselves.</summary>
    private static Person User(Change entry, Json party) =>
        (party["id"u8].Text ?? party["user_ref"u8].Text) is { } id ? new Person($"{entry.Channel}:{id}", id, new UserIds(null, null)) : Person.Nobody;

    private static string Kind(Json item)
    {
        foreach (var (name, value) in item.Properties)
        {
            if (value.IsObject && name is not ("sender" or "recipient"))
            {
                return name;
            }
        }

        return "item";
    }
}
