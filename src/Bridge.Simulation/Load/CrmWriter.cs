using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Bridge.Simulation.Load;

/// <summary>Updates as a CRM writes them into one <c>POST /v1/capture</c>.</summary>
/// <param name="start">The time of day at which the run starts.</param>
internal sealed class CrmWriter(int seed, DateTimeOffset start)
{
    private const int Agents = 12;

    private readonly People _people = new(seed);

    /// <summary>Everybody has an agent of their own, who has others too.</summary>
    public static string AgentOf(int person) => $"agent_{person % Agents}";

    public byte[] Write(IReadOnlyList<Update> updates)
    {
        var buffer = new ArrayBufferWriter<byte>(512 * updates.Count);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("batch"u8);
            foreach (var update in updates)
            {
                WriteEvent(json, update);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteEvent(Utf8JsonWriter json, Update update)
    {
        var (person, time) = (_people[update.Person], start + update.At);
        json.WriteStartObject();
        json.WriteString("type"u8, "track"u8);
        json.WriteString("event"u8, NameOf(update.Kind));
        json.WriteString("userId"u8, person.Phone is { } phone ? "+" + phone : person.UserId);
        json.WriteString("timestamp"u8, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("context"u8);
        json.WriteString("channel"u8, "whatsapp"u8);
        json.WriteString("phoneNumberId"u8, UpdateWriter.NumberOf(update.Person));
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
        json.WriteString("chatId"u8, $"chat_{seed}_{update.Person}");
        json.WriteString("agentId"u8, AgentOf(update.Person));
        WriteDetails(json, update);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter json, Update update)
    {
        switch (update.Kind)
        {
            case UpdateKind.Assigned:
                json.WriteString("assignmentType"u8, "automatic"u8);
                break;
            case UpdateKind.SentByAgent:
                json.WriteString("messageId"u8, UpdateWriter.MessageId(seed, update.Message));
                json.WriteString("contentType"u8, "text"u8);
                break;
            case UpdateKind.Resolved:
                json.WriteString("resolutionType"u8, "resolved"u8);
                break;
        }
    }

    private static string NameOf(UpdateKind kind) =>
        kind switch
        {
            UpdateKind.Assigned => "chat.assigned",
            UpdateKind.SentByAgent => "message.sent",
            _ => "chat.resolved",
        };
}
