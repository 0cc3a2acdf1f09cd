using System.Text.Json;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Messaging;

/// <summary>Reads a receiver's sign of life in a batch; members it does not know are passed over.</summary>
internal static class HeartbeatReader
{
    /// <param name="reader">Stands on the first token of the value; afterwards on its last.</param>
    /// <returns>Null when it does not say who or how far.</returns>
    public static Heartbeat? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? instance = null;
        DateTimeOffset? until = null;
        var isLeaving = false;
        IReadOnlyList<HourlyCount> counted = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("instance"u8) && reader.Read())
            {
                instance = ItemReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("clearUntil"u8) && reader.Read())
            {
                until = reader.GetDateTimeOffset();
            }
            else if (reader.ValueTextEquals("leaving"u8) && reader.Read())
            {
                isLeaving = reader.TokenType == JsonTokenType.True;
            }
            else if (reader.ValueTextEquals("counted"u8) && reader.Read())
            {
                counted = ReadCounted(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return instance is not null && until is { } time
            ? new Heartbeat(HeartbeatRole.Receive, StoredText.Key(instance), time, isLeaving) { Counted = counted }
            : null;
    }

    /// <summary>Only what receivers know alone: the rest is counted by whoever takes it in.</summary>
    private static List<HourlyCount> ReadCounted(ref Utf8JsonReader reader) =>
        [
            .. (JsonSerializer.Deserialize<List<HourlyCount?>>(ref reader, JsonSerializerOptions.Web) ?? [])
                .OfType<HourlyCount>()
                .Where(one => one is { Count: > 0, Kind.Length: <= HourlyTally.LongestKind } && HourlyTally.IsOfSecret(one.Kind)),
        ];
}
