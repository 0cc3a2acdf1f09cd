using Bridge.Core.Events;
using Bridge.Core.Json;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>A cart somebody sent: <c>messages[].order</c>.</summary>
/// <param name="ItemCount">The sum of the quantities; an item without one counts once.</param>
/// <param name="Total">Quantity times price, summed; null when a price is missing or the currencies differ.</param>
internal sealed record Order(string? CatalogId, long ItemCount, decimal? Total, string? Currency)
{
    /// <summary>A cart on WhatsApp.</summary>
    public static Order Read(JsonView order) => Read(order["catalog_id"u8].Text, order["product_items"u8], "item_price"u8);

    /// <summary>A cart on Messenger: no catalogue, and its own names for the rest.</summary>
    public static Order ReadCart(JsonView order) => Read(null, order["products"u8], "unit_price"u8);

    private static Order Read(string? catalog, JsonView items, ReadOnlySpan<byte> priceName)
    {
        var count = 0L;
        var total = (decimal?)0;
        string? currency = null;
        var oneCurrency = true;
        foreach (var item in items.Items)
        {
            if (!item.IsObject)
            {
                continue;
            }

            var quantity = Quantity(item);
            count += quantity;
            total = Sum(total, quantity, item[priceName].Number);
            var itsCurrency = item["currency"u8].Text;
            oneCurrency &= currency is null || itsCurrency is null || currency == itsCurrency;
            currency ??= itsCurrency;
        }

        return new Order(catalog, count, oneCurrency && count > 0 ? total : null, oneCurrency ? currency : null);
    }

    public PropertyBag AddTo(PropertyBag bag) =>
        bag.Add(EventProperties.CatalogId, CatalogId)
            .Add(EventProperties.ItemCount, ItemCount)
            .Add(OrderTotal, Total)
            .Add(EventProperties.Currency, Currency);

    public TrackEvent ToEvent(ItemContext context, string messageId) =>
        context.Event(
            ConversationEvents.OrderPlaced,
            "order",
            messageId,
            AddTo(new PropertyBag().Add(MessageId, messageId).Add(ChatId, context.ChatId))
        );

    /// <summary>Bounded, so that no sum of a cart overflows.</summary>
    private static long Quantity(JsonView item) =>
        item["quantity"u8].Number is { } quantity and >= 0 and <= 1_000_000_000 ? (long)quantity : 1;

    private static decimal? Sum(decimal? total, long quantity, decimal? price) =>
        price is { } each and > -1_000_000_000_000m and < 1_000_000_000_000m ? total + (quantity * each) : null;
}
