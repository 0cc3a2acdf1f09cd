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
        "message.reaction",
        "message.edited",
        "message.deleted",
        "message.delivered",
        "message.read",
        "message.played",
        "message.failed",
    ];

    /// <summary>What a message cost, which Meta knows, and what its conversation knows, which Bridge does: not the CRM's to say.</summary>
    private static readonly string[] NotCrms =
    [
        .. new[]
        {
            EventProperties.PricingCategory,
            EventProperties.PricingType,
            EventProperties.PricingModel,
            EventProperties.Billable,
            EventProperties.MetaConversationId,
            EventProperties.ConversationOrigin,
            EventProperties.ConversationExpiresAt,
            EventProperties.ConversationId,
            EventProperties.PreviousConversationId,
            EventProperties.IsFirstInConversation,
            EventProperties.Reopened,
            EventProperties.CurrentMode,
            EventProperties.RespondedBy,
            EventProperties.ResponseSeconds,
            EventProperties.ResponseBusinessSeconds,
            EventProperties.FirstResponseSeconds,
            EventProperties.FirstResponseBusinessSeconds,
        }.Select(property => property.Name),
    ];

    /// <summary>Who is who, whose a number is and where the time is from: only Meta's word counts.</summary>
    private static readonly string[] NotCrmsInContext = ["userIds", "businessAccountId", "timestampSource"];

    /// <summary>Whether both sides tell of events of this name.</summary>
    public static bool AreTold(string name) => IsWorthWaiting(name, isFromCrm: true);

    /// <summary>Whether a CRM knows best what an event says, but for what Meta alone knows.</summary>
    public static bool IsKnownBestByCrm(string name) => name == Sent;

    /// <summary>Whether it is no part of a conversation but tells what became of a message.</summary>
    public static bool IsStatus(string name) => AreTold(name) && name is not (Sent or "message.received");

    /// <summary>Whether an event could become richer by what the other side says of the same, so that it is worth waiting for.</summary>
    public static bool IsWorthWaiting(string name, bool isFromCrm) =>
        name == Sent || (isFromCrm && Array.IndexOf(ToldBetterByMeta, name) >= 0);

    /// <summary>
    /// Whether a CRM may mean the person Meta names: a number and a business-scoped id may be one person's, two numbers are not.
    /// </summary>
    public static bool MayBeOfOnePerson(EventSubject metas, EventSubject crms)
    {
        string?[] known = [metas.UserId, metas.Phone, metas.Bsuid];
        return known.Contains(crms.UserId) || !known.Any(id => id is not null && AreOfOneKind(id, crms.UserId));
    }

    /// <param name="name">Of what Meta tells, with its payload and the business number.</param>
    /// <returns>The id under which a CRM tells of it that does not say why a message failed; null for whatever else is told.</returns>
    public static Guid? IdWithoutReason(string name, ReadOnlyMemory<byte> payload, string number)
    {
        if (name != "message.failed" || !JsonTape.TryParse(payload, out var tape))
        {
            return null;
        }

        using (tape)
        {
            return tape.Root["properties"u8]["messageId"u8].Id is { } id ? EventId.From(CaptureKeys.OfFailure(number, id)) : null;
        }
    }

    private static bool AreOfOneKind(string one, string other) =>
        (one is ['+', ..] && other is ['+', ..]) || (one is [_, _, '.', ..] && other is [_, _, '.', ..]);

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

            WriteMissing(writer, crm, meta, _ => true);
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, string member, JsonView value, JsonView crm)
    {
        switch (member)
        {
            case "context":
                WriteUnion(writer, value, crm["context"u8], _ => false, part => Array.IndexOf(NotCrmsInContext, part) < 0);
                break;
            case "properties":
                WriteUnion(
                    writer,
                    value,
                    crm["properties"u8],
                    property => IsKnownBestByCrm(name) || property == "chatId",
                    property => Array.IndexOf(NotCrms, property) < 0
                );
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <param name="isCrms">Whether the CRM is believed about a member of which both speak.</param>
    /// <param name="isHeard">Whether the CRM is heard about a member at all.</param>
    private static void WriteUnion(
        Utf8JsonWriter writer,
        JsonView meta,
        JsonView crm,
        Func<string, bool> isCrms,
        Func<string, bool> isHeard
    )
    {
        writer.WriteStartObject();
        foreach (var (name, value) in meta.Properties)
        {
            var other = Find(crm, name);
            writer.WritePropertyName(name);
            (other.Exists && isHeard(name) && (isCrms(name) || !value.Exists) ? other : value).WriteTo(writer);
        }

        WriteMissing(writer, crm, meta, isHeard);
        writer.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter writer, JsonView from, JsonView than, Func<string, bool> isHeard)
    {
        foreach (var (name, value) in from.Properties)
        {
            if (isHeard(name) && Find(than, name).IsNone)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static JsonView Find(JsonView from, string name) => from[System.Text.Encoding.UTF8.GetBytes(name)];
}
