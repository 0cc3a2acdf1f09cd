using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.DeadLetters;

/// <summary>A filter as the condition of a statement over <c>dead_letters AS dead_letter</c>.</summary>
internal static class DeadLetterWhere
{
    /// <summary>When it died, the last time.</summary>
    public const string DiedAt = "COALESCE(dead_letter.last_failed_at, dead_letter.created_at)";

    /// <summary>SQLite and PostgreSQL take tens of thousands of parameters; a person picks a few hundred.</summary>
    private const int MostIds = 10_000;

    /// <returns>The condition, and the values of its parameters.</returns>
    public static (string Sql, DynamicParameters Values) Of(DeadLetterFilter filter, SqlDialect dialect)
    {
        var values = new DynamicParameters();
        string[] conditions = [.. Conditions(filter, dialect, values)];
        return (conditions.Length == 0 ? "1 = 1" : string.Join(" AND ", conditions), values);
    }

    private static IEnumerable<string> Conditions(DeadLetterFilter filter, SqlDialect dialect, DynamicParameters values)
    {
        if (filter.Ids.Count > MostIds)
        {
            throw new AdminException(AdminProblem.Invalid, $"At most {MostIds} dead letters can be named at once; use a filter instead.");
        }

        foreach (var (name, condition, value) in Simple(filter, dialect))
        {
            if (value is not null)
            {
                values.Add(name, value);
                yield return condition;
            }
        }

        if (filter.Text is { Length: > 0 } text)
        {
            values.Add("text", dialect.Text(text));
            values.Add("like", $"%{Escape(text.ToLowerInvariant())}%");
            yield return $"""
                ({dialect.Holds(
                    "dead_letter.payload",
                    "@text"
                )} OR lower(dead_letter.answer) LIKE @like ESCAPE '~' OR lower(dead_letter.explanation) LIKE @like ESCAPE '~'
                OR EXISTS (SELECT 1 FROM dead_letter_versions AS edited WHERE edited.dead_letter = dead_letter.seq AND {dialect.Holds(
                    "edited.payload",
                    "@text"
                )}))
                """;
        }
    }

    private static IEnumerable<(string Name, string Condition, object? Value)> Simple(DeadLetterFilter filter, SqlDialect dialect)
    {
        yield return ("ids", dialect.OneOf("dead_letter.seq", "@ids"), filter.Ids.Count == 0 ? null : filter.Ids.ToArray());
        yield return ("state", "dead_letter.state = @state", filter.State is { } state ? NameOf(state) : null);
        yield return ("reason", "dead_letter.reason = @reason", Text(filter.Reason));
        yield return filter.Event is [.. var beginning, '*']
            ? ("name", "substr(dead_letter.name, 1, length(@name)) = @name", Text(beginning))
            : ("name", "dead_letter.name = @name", Text(filter.Event));
        yield return ("source", "dead_letter.source = @source", Text(filter.Source));
        yield return ("destination", "dead_letter.destination = @destination", Text(filter.Destination));
        yield return ("status", "dead_letter.status = @status", filter.Status);
        yield return ("since", $"{DiedAt} >= @since", filter.Since?.ToUnixTimeMilliseconds());
        yield return ("until", $"{DiedAt} < @until", filter.Until?.ToUnixTimeMilliseconds());
        yield return filter.Group == DeadLetterRow.Ungrouped
            ? ("grp", "COALESCE(dead_letter.grp, @grp) = @grp", filter.Group)
            : ("grp", "dead_letter.grp = @grp", Text(filter.Group));
        yield return ("upTo", "dead_letter.seq <= @upTo", filter.UpTo);

        string? Text(string? text) => string.IsNullOrEmpty(text) ? null : dialect.Text(text);
    }

    /// <summary>How a state stands in the table.</summary>
    public static string NameOf(DeadLetterState state) => state.ToString().ToLowerInvariant();

    private static string Escape(string text) =>
        text.Replace("~", "~~", StringComparison.Ordinal)
            .Replace("%", "~%", StringComparison.Ordinal)
            .Replace("_", "~_", StringComparison.Ordinal);
}
