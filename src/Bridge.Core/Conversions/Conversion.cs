using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Conversions;

/// <summary>
/// What came of a click on an ad, as Meta is told of it: one element of <c>data</c> in <c>POST /{dataset}/events</c>, of the Conversions
/// API for business messaging.
/// </summary>
/// <param name="Name">Meta's name for it, such as <c>Purchase</c>.</param>
/// <param name="EventId">The event's id, by which Meta takes it once, however often it is posted.</param>
/// <param name="Account">The WhatsApp Business Account.</param>
/// <param name="Click">Meta's id of the click (<c>ctwa_clid</c>).</param>
/// <param name="Value">What it is worth, 0 or more; null with <paramref name="Currency"/>, where one of the two is not known.</param>
/// <param name="Currency">Three capital letters.</param>
public sealed record Conversion(
    string Name,
    string EventId,
    DateTimeOffset At,
    string Account,
    string Click,
    decimal? Value,
    string? Currency
)
{
    /// <summary>Meta takes what came of a click within so long, and nothing that is older by itself.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    /// <summary>Where events say what they are worth, the first that does.</summary>
    private static readonly byte[][] Values = ["value"u8.ToArray(), "orderTotal"u8.ToArray(), "revenue"u8.ToArray(), "total"u8.ToArray()];

    /// <summary>
    /// Puts what only Meta needs into an event's JSON: <c>context.conversion</c>, from which it is read back when it is posted.
    /// </summary>
    /// <remarks>What another system called so stands before it and counts for nothing: of repeated names the last counts.</remarks>
    /// <returns>Null for what has no context to put it into.</returns>
    public static byte[]? Mark(ReadOnlyMemory<byte> payload, string name, string account, string click)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return null;
        }

        using (tape)
        {
            var context = tape.Root["context"u8];
            return context.IsObject ? Write(payload.Span, context, name, account, click) : null;
        }
    }

    /// <summary>What a marked event says; null when it says too little.</summary>
    public static Conversion? Read(ReadOnlyMemory<byte> payload)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return null;
        }

        using (tape)
        {
            var (context, properties) = (tape.Root["context"u8], tape.Root["properties"u8]);
            var mark = context["conversion"u8];
            return
                Text(mark["name"u8]) is { } name
                && Text(context["eventId"u8]) is { } id
                && TimeOf(tape.Root["timestamp"u8]) is { } at
                && Text(mark["account"u8]) is { } account
                && Text(mark["ctwaClid"u8]) is { } click
                ? new Conversion(name, id, at, account, click, null, null).Worth(ValueOf(properties), CurrencyOf(properties))
                : null;
        }
    }

    /// <summary>The same as of a moment that has come: Meta refuses what is yet to happen, such as by a clock that is ahead.</summary>
    public Conversion NotAfter(DateTimeOffset now) => At > now ? this with { At = now } : this;

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("event_name"u8, Name);
        writer.WriteNumber("event_time"u8, At.ToUnixTimeSeconds());
        writer.WriteString("event_id"u8, EventId);
        writer.WriteString("action_source"u8, "business_messaging"u8);
        writer.WriteString("messaging_channel"u8, "whatsapp"u8);
        writer.WriteStartObject("user_data"u8);
        writer.WriteString("whatsapp_business_account_id"u8, Account);
        writer.WriteString("ctwa_clid"u8, Click);
        writer.WriteEndObject();
        WriteWorth(writer);
        writer.WriteEndObject();
    }

    private void WriteWorth(Utf8JsonWriter writer)
    {
        if (Value is not { } value)
        {
            return;
        }

        writer.WriteStartObject("custom_data"u8);
        writer.WriteString("currency"u8, Currency);
        writer.WriteNumber("value"u8, value);
        writer.WriteEndObject();
    }

    /// <summary>Meta takes a value only with its currency, and the currency only with a value.</summary>
    private Conversion Worth(decimal? value, string? currency) =>
        value is null || currency is null ? this : this with { Value = value, Currency = currency };

    private static byte[] Write(ReadOnlySpan<byte> payload, JsonView context, string name, string account, string click)
    {
        var (output, end) = (new ArrayBufferWriter<byte>(payload.Length + 512), context.End - 1);
        output.Write(payload[..end]);
        context.WriteMembersBehind(
            output,
            TrackEvent.WriterOptions,
            writer =>
            {
                writer.WriteStartObject("conversion"u8);
                writer.WriteString("name"u8, name);
                writer.WriteString("account"u8, account);
                writer.WriteString("ctwaClid"u8, click);
                writer.WriteEndObject();
            }
        );
        output.Write(payload[end..]);
        return output.WrittenSpan.ToArray();
    }

    private static decimal? ValueOf(JsonView properties)
    {
        foreach (var name in Values)
        {
            if (properties[name].Number is { } value and >= 0)
            {
                return value;
            }
        }

        return null;
    }

    /// <remarks>Whatever else stands there may be about a person, and stays here.</remarks>
    private static string? CurrencyOf(JsonView properties) =>
        Text(properties["currency"u8]) is { Length: 3 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;

    private static DateTimeOffset? TimeOf(JsonView timestamp) =>
        DateTimeOffset.TryParse(timestamp.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string? Text(JsonView value) => value is { IsString: true, Text: { Length: > 0 } text } ? text : null;
}
