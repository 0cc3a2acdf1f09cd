using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Calls;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Statuses;

/// <summary>An element of <c>value.statuses[]</c>: what became of a message the business sent.</summary>
internal static class MessageStatus
{
    private const int LongestStatus = 64;

    /// <summary>By type: <c>payment</c> and <c>call</c> say what became of something else than a message.</summary>
    public static string? Translate(Change change, JsonView status, WebhookTranslation into) =>
        PaymentStatus.Fits(status) ? PaymentStatus.Translate(change, status, into)
        : status["type"u8].IsWord("call"u8) ? CallEvents.TranslateStatus(change, status, into)
        : TranslateMessage(change, status, into);

    private static string? TranslateMessage(Change change, JsonView status, WebhookTranslation into)
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

    private static TrackEvent ToEvent(ItemContext context, JsonView status, string id, string name, CallbackData note)
    {
        var participant = Person.Participant(status).Id;
        var sent = participant is null ? id : $"{id}:{participant}";
        var fact = Fact(id, name, participant);
        var failure = MetaErrors.FirstCode(status) is { } code ? $"{fact}:{code}" : fact;
        var bag = new PropertyBag().Add(MessageId, id).Add(ChatId, context.ChatId);
        return name switch
        {
            "sent" => context.Event(MessageEvents.Sent, "sent", sent, Sent(bag, status, note)),
            "delivered" => context.Event(
                MessageEvents.Delivered,
                "st",
                fact,
                bag.Add(DeliveredAt, context.HappenedAt).AddRest(status, note)
            ),
            "read" => context.Event(MessageEvents.Read, "st", fact, bag.Add(ReadAt, context.HappenedAt).AddRest(status, note)) with
            {
                Implies = Delivery(context, id, participant),
            },
            "played" => context.Event(MessageEvents.Played, "st", fact, bag.Add(PlayedAt, context.HappenedAt).AddRest(status, note)) with
            {
                Implies = Delivery(context, id, participant),
            },
            "failed" => context.Event(
                MessageEvents.Failed,
                "st",
                failure,
                bag.Add(FailedAt, context.HappenedAt).AddErrors(status).AddRest(status, note)
            ),
            _ => context.Event(MessageEvents.OtherStatus, "st", fact, bag.Add(Status, name).AddRest(status, note)),
        };
    }

    private static string Fact(string id, string status, string? participant) =>
        participant is null ? $"{id}:{status}" : $"{id}:{status}:{participant}";

    /// <summary>What was read was delivered. Of copies, and of what lies in the past, nothing is inferred.</summary>
    private static Guid? Delivery(ItemContext context, string id, string? participant) =>
        context.Change.IsStandby || context.Change.IsBackfill ? null : EventId.From(context.Key("st", Fact(id, "delivered", participant)));

    private static PropertyBag Sent(PropertyBag bag, JsonView status, CallbackData note) =>
        note.AddTo(
                bag.Add(Direction, "outbound")
                    .Add(ContentType, note.ContentType ?? (TemplateCategory.Is(Category(status)) ? "template" : null)),
                status["template_id"u8].Text
            )
            .AddCharge(status)
            .Add(Origin, "cloud_api")
            .AddGroup(status);

    /// <summary>Only the price says so: conversations of these categories hold free replies as well.</summary>
    private static string? Category(JsonView status) => status["pricing"u8]["category"u8].Text?.ToLowerInvariant();

    private static PropertyBag AddRest(this PropertyBag bag, JsonView status, CallbackData note) =>
        note.AddTo(bag.Add(ContentType, note.ContentType), status["template_id"u8].Text).AddCharge(status).AddGroup(status);

    /// <summary>
    /// Meta tells the price on <c>sent</c> and once more on <c>delivered</c> or <c>read</c>, the conversation's end on <c>sent</c> alone.
    /// </summary>
    private static PropertyBag AddCharge(this PropertyBag bag, JsonView status)
    {
        var pricing = status["pricing"u8];
        var conversation = status["conversation"u8];
        return bag.Add(PricingCategory, Category(status))
            .Add(PricingType, pricing["type"u8].Text?.ToLowerInvariant())
            .Add(PricingModel, pricing["pricing_model"u8].Text)
            .Add(Billable, pricing["billable"u8].Flag)
            .Add(MetaConversationId, conversation["id"u8].Id)
            .Add(ConversationOrigin, conversation["origin"u8]["type"u8].Text?.ToLowerInvariant())
            .Add(ConversationExpiresAt, MetaTime.ReadAny(conversation["expiration_timestamp"u8]));
    }

    private static PropertyBag AddGroup(this PropertyBag bag, JsonView status) =>
        status["recipient_type"u8].IsWord("group"u8) ? bag.Add(GroupId, status["recipient_id"u8].Id) : bag;

    private static string Bounded(string status) => status.Length <= LongestStatus ? status : status[..LongestStatus];
}
