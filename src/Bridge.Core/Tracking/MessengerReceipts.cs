using Bridge.Meta;
using static Bridge.Tracking.EventProperties;

namespace Bridge.Tracking;

/// <summary>Deliveries and reads on Messenger and Instagram are watermarks: everything up to that time. Ids come along only sometimes.</summary>
internal static class MessengerReceipts
{
    /// <returns>Never a problem.</returns>
    public static string? Add(ItemContext context, Json item, List<TrackEvent> events)
    {
        if (item["delivery"u8] is { IsObject: true } delivery)
        {
            AddDelivery(context, delivery, events);
        }

        if (item["read"u8] is { IsObject: true } read)
        {
            events.Add(Receipt(MessageEvents.Read, ReadAt, context, read, read["mid"u8].Id));
        }

        return null;
    }

    private static void AddDelivery(ItemContext context, Json delivery, List<TrackEvent> events)
    {
        var before = events.Count;
        foreach (var id in delivery["mids"u8].Items)
        {
            if (id.Id is { } mid)
            {
                events.Add(Receipt(MessageEvents.Delivered, DeliveredAt, context, delivery, mid));
            }
        }

        if (events.Count == before)
        {
            events.Add(Receipt(MessageEvents.Delivered, DeliveredAt, context, delivery, null));
        }
    }

    private static TrackEvent Receipt(EventDefinition definition, EventProperty at, ItemContext context, Json receipt, string? id)
    {
        var time = MetaTime.Read(receipt["watermark"u8], context.Change.ReceivedAt) ?? context.HappenedAt;
        var fact = id is null ? $"{MessengerItem.Key(context, definition.Name)}:{time.ToUnixTimeMilliseconds()}" : $"{id}:{definition.Name}";
        return context.Event(definition, "st", fact, new PropertyBag()
            .Add(MessageId, id)
            .Add(ChatId, context.ChatId)
            .Add(at, time));
    }
}
