using System.Runtime.InteropServices;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>
/// A webhook cut down to one item: what stands around it is kept, its neighbours are not. So a later version can translate the item as if
/// it came today.
/// </summary>
internal static class SingleItemWebhook
{
    /// <summary>Nesting costs nothing here, and what Meta sent was bounded when it came in.</summary>
    private static readonly JsonWriterOptions Options = TrackEvent.WriterOptions with { MaxDepth = int.MaxValue };

    /// <summary>Up to so many bytes of contacts are kept as they are.</summary>
    private const int MostContacts = 8 * 1024;

    private const string WhatsApp = "whatsapp";

    /// <param name="item">Lies within <paramref name="change"/>, at whatever depth.</param>
    /// <returns>Null when it does not.</returns>
    public static byte[]? Of(Change change, JsonView item)
    {
        if (!change.Raw.Exists || !Holds(change.Raw, item))
        {
            return null;
        }

        return Write(change.Channel, writer => WriteEntry(writer, change, item));
    }

    /// <summary>Around an entry of WhatsApp's in which there is no change.</summary>
    public static byte[] OfEntry(JsonView entry) =>
        Write(WhatsApp, writer => writer.WriteRawValue(entry.Raw.Span, skipInputValidation: true));

    /// <summary>Around a change of WhatsApp's in which there is no item.</summary>
    public static byte[] OfChange(JsonView entry, JsonView change) =>
        Write(
            WhatsApp,
            writer =>
                WriteEntry(
                    writer,
                    entry["id"u8].Id,
                    entry["time"u8],
                    () => writer.WriteRawValue(change.Raw.Span, skipInputValidation: true)
                )
        );

    private static byte[] Write(string channel, Action<Utf8JsonWriter> writeEntry)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, ObjectOf(channel));
            writer.WriteStartArray("entry"u8);
            writeEntry(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string ObjectOf(string channel) =>
        channel switch
        {
            "messenger" => "page",
            "instagram" => "instagram",
            _ => "whatsapp_business_account",
        };

    /// <summary>Of the channels other than WhatsApp the entry itself is what the translator goes by.</summary>
    private static void WriteEntry(Utf8JsonWriter writer, Change change, JsonView item)
    {
        if (change.Channel == WhatsApp)
        {
            WriteEntry(writer, change.EntryId, change.EntryTime, () => Write(writer, change.Raw, change, item));
        }
        else
        {
            Write(writer, change.Raw, change, item);
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, string? id, JsonView time, Action writeChange)
    {
        writer.WriteStartObject();
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        if (time.Exists)
        {
            writer.WritePropertyName("time"u8);
            writer.WriteRawValue(time.Raw.Span, skipInputValidation: true);
        }

        writer.WriteStartArray("changes"u8);
        writeChange();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonView around, Change change, JsonView item)
    {
        if (around.IsObject && Start(around) < Start(item))
        {
            WriteObject(writer, around, change, item);
        }
        else if (around.IsArray && Start(around) < Start(item))
        {
            writer.WriteStartArray();
            Write(writer, ElementOf(around, change, item), change, item);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteRawValue(around.Raw.Span, skipInputValidation: true);
        }
    }

    /// <summary>
    /// Other lists hold other items, except for the people they are all about: they are emptied, since that they are there may say what the
    /// change is.
    /// </summary>
    private static void WriteObject(Utf8JsonWriter writer, JsonView around, Change change, JsonView item)
    {
        writer.WriteStartObject();
        foreach (var member in around.Properties)
        {
            writer.WritePropertyName(member.Name);
            if (Holds(member.Value, item))
            {
                Write(writer, member.Value, change, item);
            }
            else if (member.Is("contacts"u8))
            {
                WriteContacts(writer, member.Value, change.Contacts, item);
            }
            else
            {
                writer.WriteRawValue(member.Value.IsArray ? "[]"u8 : member.Value.Raw.Span, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>All of them while they are few; of many the one the item names, or the excerpts of a body would be its square.</summary>
    private static void WriteContacts(Utf8JsonWriter writer, JsonView list, Contacts contacts, JsonView item)
    {
        if (list.Raw.Length <= MostContacts)
        {
            writer.WriteRawValue(list.Raw.Span, skipInputValidation: true);
            return;
        }

        writer.WriteStartArray();
        if (Start(list) == Start(contacts.List) && contacts.Of(item) is { IsNone: false } contact)
        {
            writer.WriteRawValue(contact.Raw.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// The element of a list that holds the item: what the change was narrowed to, or the item itself. Looking through the list for each of
    /// its items would cost its square.
    /// </summary>
    private static JsonView ElementOf(JsonView list, Change change, JsonView item)
    {
        var element = item;
        for (var at = change; at is not null; at = at.Around)
        {
            element = Holds(list, at.Value) && Start(list) < Start(at.Value) ? at.Value : element;
        }

        return element;
    }

    private static bool Holds(JsonView around, JsonView item) =>
        Start(around) <= Start(item) && Start(item) + item.Raw.Length <= Start(around) + around.Raw.Length;

    /// <summary>Where it begins in the body, which is an array always.</summary>
    private static int Start(JsonView value) => MemoryMarshal.TryGetArray(value.Raw, out var bytes) ? bytes.Offset : -1;
}
