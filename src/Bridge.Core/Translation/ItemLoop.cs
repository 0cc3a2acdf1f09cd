using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>Translates one item of a change; the reason when it cannot, null when it could.</summary>
internal delegate string? ItemTranslator(Change change, JsonView item, WebhookTranslation into);

/// <summary>The items of a change, each on its own: one that cannot be translated never harms its neighbours.</summary>
internal static class ItemLoop
{
    /// <param name="name">The array within <c>value</c>.</param>
    public static void Run(Change change, ReadOnlySpan<byte> name, WebhookTranslation into, ItemTranslator translate)
    {
        foreach (var item in change.Value[name].Items)
        {
            if (item.IsNull)
            {
                continue;
            }

            if (!into.TakeItems(1))
            {
                return;
            }

            var before = into.Events.Count;
            if (Try(change, item, into, translate) is { } reason)
            {
                into.Events.RemoveRange(before, into.Events.Count - before);
                into.AddUnreadable(reason, change, name, item);
            }
        }
    }

    private static string? Try(Change change, JsonView item, WebhookTranslation into, ItemTranslator translate)
    {
        try
        {
            return item.IsObject ? translate(change, item, into) : "the item is not an object";
        }
        catch (Exception failure)
        {
            // A defect in a translator must not cost the other items of the webhook: the item becomes a dead letter that a later version
            // translates.
            return $"the translator failed with {failure.GetType().Name}";
        }
    }
}
