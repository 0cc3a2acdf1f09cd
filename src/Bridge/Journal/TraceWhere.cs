using System.Text.Json;
using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.Journal;

/// <summary>Which rows are sought, as the condition of a statement over each of the tables.</summary>
internal sealed record TraceWhere(string OfDeferred, string OfEvents, string OfDeadLetters, DynamicParameters Values)
{
    public static TraceWhere OfEvent(AdminConnection connection, Guid id)
    {
        var values = new DynamicParameters();
        values.Add("id", connection.Dialect.Id(id));
        return new TraceWhere("id = @id", "id = @id", "(dead_letter.id = @id OR edited.id = @id)", values);
    }

    /// <summary>Where an id stands, whole: with a part of one, contents could be searched.</summary>
    /// <param name="ids">The message's id, and what stands for it where it may not leave.</param>
    public static TraceWhere OfMessage(AdminConnection connection, IReadOnlyList<string> ids)
    {
        var texts = ids.SelectMany(AsWritten).Distinct(StringComparer.Ordinal).ToList();
        var values = new DynamicParameters();
        texts.Index().ToList().ForEach(text => values.Add($"text{text.Index}", connection.Dialect.Text(text.Item)));
        var holds = "(" + string.Join(" OR ", texts.Select((_, at) => connection.Dialect.Holds("payload", $"@text{at}"))) + ")";
        var dead = holds.Replace("payload", "dead_letter.payload", StringComparison.Ordinal);
        return new TraceWhere(holds, holds, dead, values);
    }

    public static TraceWhere OfRows(
        AdminConnection connection,
        IEnumerable<string> deferred,
        IEnumerable<long> events,
        IEnumerable<long> dead
    )
    {
        var values = new DynamicParameters();
        values.Add("deferred", deferred.Take(Trace.Most).ToArray());
        values.Add("events", events.Order().Take(Trace.Most).ToArray());
        values.Add("dead", dead.Order().Take(Trace.Most).ToArray());
        return new TraceWhere(
            connection.Dialect.OneOf(connection.Dialect.IdText("id"), "@deferred"),
            connection.Dialect.OneOf("seq", "@events"),
            connection.Dialect.OneOf("dead_letter.seq", "@dead"),
            values
        );
    }

    /// <summary>The ways in which JSON may write it.</summary>
    private static IEnumerable<string> AsWritten(string id) =>
        [$"\"{id}\"", $"\"{id.Replace("/", "\\/", StringComparison.Ordinal)}\"", $"\"{JsonEncodedText.Encode(id)}\""];
}
