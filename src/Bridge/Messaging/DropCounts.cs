using System.Text.Json;
using Bridge.Storage;

namespace Bridge.Messaging;

/// <summary>
/// Where receiving says what its own rules dropped: an element among the items of an event batch, which becomes nothing but numbers in the
/// totals.
/// </summary>
internal static class DropCounts
{
    public static ReadOnlySpan<byte> Property => "dropped"u8;

    /// <param name="rules">Of each thing that was dropped, its rule; none, and nothing is written.</param>
    public static void Write(Utf8JsonWriter writer, IEnumerable<string> rules)
    {
        var counts = rules.CountBy(rule => rule).ToList();
        if (counts.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject(Property);
        counts.ForEach(count => writer.WriteNumber(count.Key, count.Value));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <param name="reader">Stands on the value; afterwards on its last token.</param>
    /// <returns>A rule of another version's counts as <see cref="DropRule.Other"/>, so that the totals have few rows.</returns>
    public static IReadOnlyList<TallyCount> Read(ref Utf8JsonReader reader)
    {
        var counts = new List<TallyCount>();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return counts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var rule = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var count) && count > 0)
            {
                counts.Add(new TallyCount(FlowTally.Dropped(DropRule.OfReceiving.Contains(rule) ? rule : DropRule.Other), count));
            }

            reader.Skip();
        }

        return counts;
    }
}
