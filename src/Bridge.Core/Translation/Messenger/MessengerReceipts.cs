using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messenger;

/// <summary>
/// Deliveries and reads on Messenger are watermarks: everything sent until then. One receipt is one event, also where it names some of the
/// messages, for it speaks of more than these. Instagram gives no watermark and names the one message.
/// </summary>
internal static class MessengerReceipts
{
    /// <returns>The problem of a receipt that does not say of what it is.</returns>
    public static string? Add(ItemContext context, JsonView item, List<TrackEvent> events) =>
        Add(MessageEvents.Delivered, DeliveredAt, context, item["delivery"u8], item["delivery"u8]["mids"u8], events)
        ?? Add(MessageEvents.Read, ReadAt, context, item["read"u8], item["read"u8]["mid"u8], events);

    private static string? Add(
        EventDefinition definition,
        EventProperty at,
        ItemContext context,
        JsonView receipt,
        JsonView ids,
        List<TrackEvent> events
    )
    {
        if (!receipt.IsObject)
        {
            return null;
        }

        if (MetaTime.Read(receipt["watermark"u8], context.Change.ReceivedAt) is { } watermark)
        {
            var fact = $"{MessengerItem.Key(context, definition.Name)}:{watermark.ToUnixTimeMilliseconds()}";
            events.Add(context.Event(definition, "st", fact, new PropertyBag().AddTime(context, at).Add(Watermark, watermark)));
            return null;
        }

        var before = events.Count;
        foreach (var id in ids.Items)
        {
            if (id.Id is { } mid)
            {
                events.Add(
                    context.Event(definition, "st", $"{mid}:{definition.Name}", new PropertyBag().Add(MessageId, mid).AddTime(context, at))
                );
            }
        }

        return events.Count == before ? "the receipt has neither a watermark nor a message id" : null;
    }

    private static PropertyBag AddTime(this PropertyBag bag, ItemContext context, EventProperty at) =>
        bag.Add(ChatId, context.ChatId).Add(at, context.HappenedAt);
}
