using Bridge.Core.Json;
using Bridge.Core.Translation.Messenger;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>
/// The envelope around every webhook: <c>{object, entry:[{id, time, changes:[{field, value}]}]}</c>, in any order, with anything missing.
/// </summary>
internal static class Envelope
{
    /// <summary>
    /// Hands every change to <paramref name="translate"/>; what has no change in it is noted as unreadable, what has nothing at all is
    /// counted.
    /// </summary>
    public static void Walk(JsonView root, DateTimeOffset receivedAt, WebhookTranslation into, FieldTranslator translate)
    {
        var before = into.Count;
        WalkRoot(root, receivedAt, into, translate);
        if (into.Count == before)
        {
            into.AddEmpty("entry");
        }
    }

    private static void WalkRoot(JsonView root, DateTimeOffset receivedAt, WebhookTranslation into, FieldTranslator translate)
    {
        if (!root.IsObject)
        {
            into.AddUnreadable("the body is not a JSON object", root.Raw);
        }
        else if (Channel(root["object"u8]) is { } channel && root["entry"u8].Exists)
        {
            foreach (var entry in root["entry"u8].Items)
            {
                if (!into.TakePart())
                {
                    return;
                }

                MessengerItem.TranslateEntry(
                    new Change("messaging", entry, entry, entry["id"u8].Id, entry["time"u8], receivedAt) { Channel = channel },
                    into
                );
            }
        }
        else if (root["object"u8] is { Exists: true } kind && !kind.Is("whatsapp_business_account"u8) && Channel(kind) is null)
        {
            into.AddUnrecognised($"object {kind.Name}", source: null, root.Raw, receivedAt);
        }
        else if (root["value"u8].IsObject)
        {
            // Dashboard samples and some gateways hand over a change, or an entry, without what is around it.
            WalkChange(root, default, receivedAt, into, translate);
        }
        else if (root["changes"u8].Exists)
        {
            WalkEntry(root, receivedAt, into, translate);
        }
        else if (!root["entry"u8].Exists)
        {
            into.AddUnreadable("the body has no entry", root.Raw);
        }
        else
        {
            foreach (var entry in root["entry"u8].Items)
            {
                WalkEntry(entry, receivedAt, into, translate);
            }
        }
    }

    private static string? Channel(JsonView kind) =>
        kind.Is("page"u8) ? "messenger"
        : kind.Is("instagram"u8) ? "instagram"
        : null;

    private static void WalkEntry(JsonView entry, DateTimeOffset receivedAt, WebhookTranslation into, FieldTranslator translate)
    {
        if (IsEmpty(entry) || (entry["changes"u8] is { IsArray: true } changes && !changes.Items.GetEnumerator().MoveNext()))
        {
            AddEmpty("entry", into);
            return;
        }

        if (!entry["changes"u8].Exists && into.TakePart())
        {
            into.AddUnreadableEntry("the entry has no changes", entry);
        }

        foreach (var change in entry["changes"u8].Items)
        {
            if (into.IsOverfull)
            {
                return;
            }

            WalkChange(change, entry, receivedAt, into, translate);
        }
    }

    private static void WalkChange(
        JsonView change,
        JsonView entry,
        DateTimeOffset receivedAt,
        WebhookTranslation into,
        FieldTranslator translate
    )
    {
        var value = change["value"u8];
        if (IsEmpty(change))
        {
            AddEmpty("", into);
            return;
        }

        if (!into.TakePart())
        {
            return;
        }

        if (value.IsObject)
        {
            translate(new Change(FieldOf(change), value, change, entry["id"u8].Id, entry["time"u8], receivedAt), into);
        }
        else
        {
            into.AddUnreadableChange("the change has no value", entry, change);
        }
    }

    private static void AddEmpty(string name, WebhookTranslation into)
    {
        if (into.TakePart())
        {
            into.AddEmpty(name);
        }
    }

    /// <summary>Nearly every change is of one field; its name need not be made anew each time.</summary>
    private static string FieldOf(JsonView change)
    {
        var field = change["field"u8];
        return field.Is("messages"u8) ? "messages" : field.Name ?? "";
    }

    private static bool IsEmpty(JsonView value) => !value.Exists || (value.IsObject && !value.Properties.GetEnumerator().MoveNext());
}
