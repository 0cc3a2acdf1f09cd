using System.Buffers.Text;
using System.Text.Json;

namespace Bridge.Delivery;

/// <summary>The event's id as top-level <c>messageId</c>, written in place of the payload's opening brace.</summary>
internal static class MessageIdField
{
    /// <summary>What it adds to a payload, in bytes: <c>"messageId":"…",</c></summary>
    public const int Bytes = 13 + 36 + 2;

    /// <summary>
    /// Whether the field can be added: not to what has it already, since its sender chose it, nor to what is no JSON object.
    /// </summary>
    public static bool IsMissing(ReadOnlySpan<byte> payload)
    {
        try
        {
            return payload is [(byte)'{', ..] && !IsIn(payload);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsIn(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("messageId"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes <c>{"messageId":"…",</c> and returns its length; what follows is the payload after its first byte.</summary>
    public static int Write(Guid id, Span<byte> destination)
    {
        var before = "{\"messageId\":\""u8;
        before.CopyTo(destination);
        Utf8Formatter.TryFormat(id, destination[before.Length..], out var written);
        "\","u8.CopyTo(destination[(before.Length + written)..]);
        return before.Length + written + 2;
    }
}
