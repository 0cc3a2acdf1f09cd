using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Bridge.Core.Events;
using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// From an item the store refuses to a dead letter that no column can refuse: all that came from outside is one blob, an event batch of
/// this item alone, from which a replay takes it in as if it came again.
/// </summary>
internal static class UnstorableItems
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <param name="why">A sentence without its full stop, and without anything of the item.</param>
    public static IntakeItem Of(IntakeItem item, string why) =>
        new(IntakeKind.Unstorable, IdOf(item.Id), null, item.Destination, null, why, BatchOf(item), item.ReceivedAt);

    /// <summary>Why the store refuses, without a word that may be from the contents.</summary>
    public static string Why(Exception refusal) =>
        refusal is StorageException told ? told.Message.TrimEnd('.') : $"intake fails on it ({refusal.GetType().Name})";

    /// <summary>
    /// Not the item's own id: that stays unseen, so that the item can still be taken in. The same item twice is one dead letter.
    /// </summary>
    private static Guid IdOf(Guid item) =>
        new(SHA256.HashData([.. "unstorable "u8, .. item.ToByteArray(bigEndian: true)]).AsSpan(0, 16), bigEndian: true);

    private static byte[] BatchOf(IntakeItem item)
    {
        var one = new ArrayBufferWriter<byte>(item.Payload.Length + 256);
        using (var writer = new Utf8JsonWriter(one, Options))
        {
            Write(writer, item);
        }

        var batch = new ArrayBufferWriter<byte>(one.WrittenCount + 128);
        EventBatchWriter.Batch(batch, item.ReceivedAt, [one.WrittenSpan.ToArray()]);
        return batch.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, IntakeItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        if (item.Kind == IntakeKind.Event)
        {
            WriteText(writer, "name"u8, item.Name ?? "");
            WriteText(writer, "source"u8, item.Source);
            WriteText(writer, "replacedBy"u8, item.ReplacedBy?.ToString());
            WriteText(writer, "implies"u8, item.Implies?.ToString());
            if (item is { IsForwarded: false, IsInferred: true })
            {
                writer.WriteBoolean("silent"u8, true);
            }

            if (item.IsFromCrm)
            {
                writer.WriteBoolean("crm"u8, true);
            }

            WriteAbout(writer, item.About);
            writer.WritePropertyName("event"u8);
            writer.WriteRawValue(item.Payload.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteStartObject(MemberOf(item.Kind));
            WriteText(writer, "field"u8, item.Name);
            WriteText(writer, "reason"u8, item.Reason);
            WriteText(writer, "source"u8, item.Source);
            WriteRaw(writer, item.Payload.Span);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> MemberOf(IntakeKind kind) =>
        kind switch
        {
            IntakeKind.Unrecognised => "unrecognised"u8,
            IntakeKind.Invalid => "invalid"u8,
            _ => "unreadable"u8,
        };

    private static void WriteAbout(Utf8JsonWriter writer, EventSubject? about)
    {
        if (about is not null)
        {
            writer.WritePropertyName("about"u8);
            about.WriteTo(writer);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    /// <summary>As text, whether it is JSON or not, so that it is read back byte for byte.</summary>
    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> raw)
    {
        if (Utf8.IsValid(raw))
        {
            writer.WriteString("raw"u8, raw);
        }
        else
        {
            writer.WriteBase64String("rawBase64"u8, raw);
        }
    }
}
