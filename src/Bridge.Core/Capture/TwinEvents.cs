using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// Makes one event of two that tell the same: what Meta said of a message, and what a CRM said of it. Where they differ, who knows it first
/// hand is believed; what only one of them says fills in. The same two give the same, whichever came first.
/// </summary>
public static class TwinEvents
{
    private const string Sent = "message.sent";

    /// <summary>What a CRM tells too, but Meta knows better: it waits for Meta's.</summary>
    private static readonly string[] ToldBetterByMeta =
    [
        "message.received",
        "message.delivered",
        "message.read",
        "message.played",
        "message.failed",
    ];

    /// <summary>Whether both sides tell of events of this name.</summary>
    public static bool AreTold(string name) => IsWorthWaiting(name, isFromCrm: true);

    /// <summary>Whether a CRM knows best what an event says, but for what Meta alone knows.</summary>
    public static bool IsKnownBestByCrm(string name) => name == Sent;

    /// <summary>Whether it is no part of a conversation but what became of a message.</summary>
    public static bool IsStatus(string name) => AreTold(name) && name is not (Sent or "message.received");

    /// <summary>Whether an event could become richer by what the other side says of the same, so that it is worth waiting for.</summary>
    public static bool IsWorthWaiting(string name, bool isFromCrm) =>
        name == Sent || (isFromCrm && Array.IndexOf(ToldBetterByMeta, name) >= 0);

    /// <param name="name">Of both.</param>
    /// <returns>Null when one of them is no JSON that Bridge would write.</returns>
    public static ReadOnlyMemory<byte>? Merge(string name, ReadOnlyMemory<byte> metas, ReadOnlyMemory<byte> crms)
    {
        if (!JsonTape.TryParse(metas, out var meta))
        {
            return null;
        }

        using (meta)
        {
            if (!JsonTape.TryParse(crms, out var crm))
            {
                return null;
            }

            using (crm)
            {
                return Write(name, meta.Root, crm.Root);
            }
        }
    }

    private static ReadOnlyMemory<byte> Write(string name, JsonView meta, JsonView crm)
    {
        var output = new ArrayBufferWriter<byte>(meta.Raw.Length + crm.Raw.Length);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (member, value) in meta.Properties)
            {
                writer.WritePropertyName(member);
                WriteMember(writer, name, member, value, crm);
            }

            WriteMissing(writer, crm, meta);
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, string member, JsonView value, JsonView crm)
    {
        switch (member)
        {
            case "context":
                WriteUnion(writer, value, crm["context"u8], _ => false);
                break;
            case "properties":
                WriteUnion(writer, value, crm["properties"u8], property => IsKnownBestByCrm(name) || property == "chatId");
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <param name="isCrms">Whether the CRM is believed about a member of which both speak.</param>
    private static void WriteUnion(Utf8JsonWriter writer, JsonView meta, JsonView crm, Func<string, bool> isCrms)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in meta.Properties)
        {
            var other = Find(crm, name);
            writer.WritePropertyName(name);
            (other.Exists && (isCrms(name) || !value.Exists) ? other : value).WriteTo(writer);
        }

        WriteMissing(writer, crm, meta);
        writer.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter writer, JsonView from, JsonView than)
    {
        foreach (var (name, value) in from.Properties)
        {
            if (Find(than, name).IsNone)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static JsonView Find(JsonView from, string name) => from[System.Text.Encoding.UTF8.GetBytes(name)];
}
