using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Events;
using Bridge.DeadLetters.Masking;
using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>The bytes of a dead letter as text, and text that an operator wrote as the bytes of one.</summary>
internal static partial class DeadLetterContent
{
    /// <summary>How much of a content tells whose it is: events begin with it.</summary>
    public const int HeadBytes = 1024;

    /// <summary>The most bytes of an event that the collector takes.</summary>
    private const int MostEventBytes = 32_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes as text; what is not UTF-8 in base64, which nobody sees masked.</summary>
    public static (string Text, bool IsBase64) Read(string reason, byte[] payload, bool isMasked) =>
        isMasked ? (DeadLetterMask.Content(reason, payload), false) : Read(payload);

    private static (string Text, bool IsBase64) Read(byte[] payload)
    {
        try
        {
            return (Strict.GetString(payload), false);
        }
        catch (DecoderFallbackException)
        {
            return (Convert.ToBase64String(payload), true);
        }
    }

    /// <summary>Whom an event is about, from its first bytes; null when they do not say.</summary>
    public static string? UserOf(string reason, byte[] head) =>
        DeadReason.IsOfEvents(reason) && UserId().Match(Encoding.UTF8.GetString(head)) is { Success: true } found
            ? found.Groups["id"].Value
            : null;

    /// <summary>An edited content as it is stored: of an event, minified, with the id it is to have.</summary>
    /// <exception cref="AdminException">It is not what the collector takes; the message says what is wrong.</exception>
    public static EditedContent Edited(string reason, DeadLetterEdit edit, Guid id)
    {
        if (edit.Content.Contains(DeadLetterMask.Blind, StringComparison.Ordinal))
        {
            throw Invalid($"The content holds \"{DeadLetterMask.Blind}\", which stands for what was masked. Edit it revealed.");
        }

        return DeadReason.IsOfEvents(reason) ? EditedEvent(edit, id) : new EditedContent(Encoding.UTF8.GetBytes(edit.Content), id, null);
    }

    private static EditedContent EditedEvent(DeadLetterEdit edit, Guid id)
    {
        var content = Parse(edit.Content);
        var newId = edit.NewId ? Guid.NewGuid() : id;
        if (content["context"] is JsonObject context && (edit.NewId || context.ContainsKey("eventId")))
        {
            RequireSameId(edit, context, id);
            context["eventId"] = newId.ToString();
        }

        var bytes = Minify(content);
        return bytes.Length > MostEventBytes
            ? throw Invalid($"The event has {bytes.Length} bytes, and no collector takes more than {MostEventBytes}.")
            : new EditedContent(bytes, newId, (string?)content["event"]);
    }

    private static void RequireSameId(DeadLetterEdit edit, JsonObject context, Guid id)
    {
        if (
            !edit.NewId
            && context["eventId"]?.ToString() is var written
            && !string.Equals(written, id.ToString(), StringComparison.OrdinalIgnoreCase)
        )
        {
            throw Invalid(
                $"context.eventId must stay {id}: by it the collector recognises the event. To send it as another event, ask for a new id."
            );
        }
    }

    private static JsonObject Parse(string content)
    {
        try
        {
            var parsed = JsonNode.Parse(content);
            var problems = CaptureContract.Check(Encoding.UTF8.GetBytes($$"""{"batch":[{{content}}]}"""));
            return problems.Count > 0
                ? throw Invalid("The collector would refuse it: " + string.Join("; ", problems.Take(5)) + ".")
                : parsed as JsonObject ?? throw Invalid("An event is a JSON object.");
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw Invalid("It is not well-formed JSON: " + failure.Message);
        }
    }

    private static byte[] Minify(JsonObject content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, TrackEvent.WriterOptions))
        {
            content.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    private static AdminException Invalid(string message) => new(AdminProblem.Invalid, message);

    [GeneratedRegex(
        """
            "userId"\s*:\s*"(?<id>[^"\\]{1,200})"
            """,
        RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UserId();
}

/// <param name="Name">The event's name; null for what is no event.</param>
internal sealed record EditedContent(byte[] Payload, Guid EventId, string? Name);
