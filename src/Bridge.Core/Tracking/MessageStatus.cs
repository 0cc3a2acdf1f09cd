using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>An element of <c>value.statuses[]</c>: what became of a message the business sent.</summary>
internal static class MessageStatus
{
    private const int LongestStatus = 64;

    public static string? Translate(Change change, Json status, Translation into)
    {
        if (status["id"u8].Id is not { } id)
        {
            return "the status has no message id";
        }

        if (status["status"u8].Text?.ToLowerInvariant() is not { } name)
        {
            return "the status does not say which";
        }

        var note = CallbackData.Read(status["biz_opaque_callback_data"u8].Text);
        var context = new ItemContext(change, Person.Recipient(change, status), MetaTime.Read(status["timestamp"u8], change.ReceivedAt));
        into.Events.Add(ToEvent(note.ChatId is { } chat ? context with { ChatId = chat } : context, status, id, Bounded(name), note));
        return null;
    }

    private static TrackEvent ToEvent(ItemContext context, Json status, string id, string name, CallbackData note)
    {
        var participant = Person.Participant(status).Id;
        var sent = participant is null ? id : $"{id}:{participant}";
        var fact = participant is null ? $"{id}:{name}" : $"{id}:{name}:{participant}";
        var failure = MetaErrors.FirstCode(status) is { } code ? $"{fact}:{code}" : fact;
        var bag = new PropertyBag().Add(MessageId, id).Add(ChatId, context.ChatId);
        return name switch
        {
            "sent" => context.Event(MessageEvents.Sent, "sent", sent, Sent(bag, status, note).AddGroup(status)),
            "delivered" => context.Event(MessageEvents.Delivered, "st", fact, bag.Add(DeliveredAt, context.HappenedAt).AddNote(status, note)),
            "read" => context.Event(MessageEvents.Read, "st", fact, bag.Add(ReadAt, context.HappenedAt).AddNote(status, note)),
            "played" => context.Event(MessageEvents.Played, "st", fact, bag.Add(PlayedAt, context.HappenedAt).AddNote(status, note)),
            "failed" => context.Event(MessageEvents.Failed, "st", failure, bag.Add(FailedAt, context.HappenedAt).AddError(MetaErrors.First(status)).AddNote(status, note)),
            _ => context.Event(MessageEvents.OtherStatus, "st", fact, bag.Add(Status, name).AddNote(status, note)),
        };
    }

    private static PropertyBag Sent(PropertyBag bag, Json status, CallbackData note)
    {
        var pricing = status["pricing"u8];
        var category = pricing["category"u8].Text;
        return note.AddTo(bag
                .Add(Direction, "outbound")
                .Add(ContentType, note.ContentType ?? (IsTemplate(category ?? status["conversation"u8]["origin"u8]["type"u8].Text) ? "template" : null)),
                status["template_id"u8].Text)
            .Add(PricingCategory, category)
            .Add(PricingType, pricing["type"u8].Text)
            .Add(Billable, pricing["billable"u8].Flag)
            .Add(Origin, "cloud_api");
    }

    /// <summary>
    /// Only templates are priced as marketing, utility or authentication; <c>marketing_lite</c>, the international rates and
    /// <c>group_marketing</c>, <c>group_utility</c> are kinds of these.
    /// </summary>
    private static bool IsTemplate(string? category) =>
        category is "utility" or "group_utility" or "group_marketing"
        || (category is not null
            && (category.StartsWith("marketing", StringComparison.Ordinal) || category.StartsWith("authentication", StringComparison.Ordinal)));

    private static PropertyBag AddNote(this PropertyBag bag, Json status, CallbackData note) =>
        note.AddTo(bag.Add(ContentType, note.ContentType), status["template_id"u8].Text).AddGroup(status);

    private static PropertyBag AddGroup(this PropertyBag bag, Json status) =>
        status["recipient_type"u8].Is("group"u8) ? bag.Add(GroupId, status["recipient_id"u8].Id) : bag;

    private static string Bounded(string status) => status.Length <= LongestStatus ? status : status[..LongestStatus];
}
