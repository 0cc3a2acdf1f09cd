using Bridge.Storage;
using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.DeadLetters;

/// <summary>
/// A filter as the condition of a statement over <c>dead_letters AS dead_letter</c>: what the fields of <see cref="FilterFields"/> compare
/// with, in either dialect.
/// </summary>
internal sealed class DeadLetterWhere(SqlDialect dialect)
{
    /// <summary>When it died, the last time.</summary>
    public const string DiedAt = "COALESCE(dead_letter.last_failed_at, dead_letter.created_at)";

    /// <summary>SQLite and PostgreSQL take tens of thousands of parameters; a person picks a few hundred.</summary>
    private const int MostIds = 10_000;

    private readonly DynamicParameters _values = new();
    private int _count;

    /// <returns>The condition, and the values of its parameters.</returns>
    public static (string Sql, DynamicParameters Values) Of(DeadLetterFilter filter, SqlDialect dialect)
    {
        var where = new DeadLetterWhere(dialect);
        var conditions = FilterFields
            .All.Select(field => field.Get(filter) is { Count: > 0 } values ? field.Condition(where, values) : null)
            .OfType<string>()
            .Concat(filter.IsOfEventNames ? [$"dead_letter.reason IN {DeadReason.OfEventNames}"] : [])
            .ToList();
        return (conditions.Count == 0 ? "1 = 1" : string.Join(" AND ", conditions), where._values);
    }

    public string OneOf(string column, long[] values) =>
        values.Length <= MostIds
            ? dialect.OneOf(column, Add(values))
            : throw new AdminException(AdminProblem.Invalid, $"At most {MostIds} dead letters can be named at once; use a filter instead.");

    public string Equal(string column, string text) => $"{column} = {Add(text)}";

    public string Equal(string column, long number) => $"{column} = {Add(number)}";

    public string UpTo(string column, long number) => $"{column} <= {Add(number)}";

    public string DiedSince(DateTimeOffset time) => $"{DiedAt} >= {Add(time.ToUnixTimeMilliseconds())}";

    public string DiedBefore(DateTimeOffset time) => $"{DiedAt} < {Add(time.ToUnixTimeMilliseconds())}";

    /// <summary>Exactly a name, or what begins with the text before a <c>*</c>.</summary>
    public string Begins(string column, string name)
    {
        if (name is not [.. var beginning, '*'])
        {
            return Equal(column, name);
        }

        var parameter = Add(beginning);
        return $"substr({column}, 1, length({parameter})) = {parameter}";
    }

    public string InGroup(string group)
    {
        var parameter = Add(group);
        return group == DeadLetterRow.Ungrouped
            ? $"COALESCE(dead_letter.grp, {parameter}) = {parameter}"
            : $"dead_letter.grp = {parameter}";
    }

    /// <summary>In the event, as it died or as it was edited, exactly so; in the answer and the explanation in any case.</summary>
    public string Holds(string text)
    {
        var exact = Add(text);
        var like = Add($"%{Escape(text.ToLowerInvariant())}%");
        return $"""
            ({dialect.Holds("dead_letter.payload", exact)}
            OR lower(dead_letter.answer) LIKE {like} ESCAPE '~' OR lower(dead_letter.explanation) LIKE {like} ESCAPE '~'
            OR EXISTS (SELECT 1 FROM dead_letter_versions AS edited WHERE edited.dead_letter = dead_letter.seq
                AND {dialect.Holds("edited.payload", exact)}))
            """;
    }

    private string Add(string text) => Add((object?)dialect.Text(text));

    /// <returns>The parameter that stands for the value.</returns>
    private string Add(object? value)
    {
        var name = $"filter{_count++}";
        _values.Add(name, value);
        return "@" + name;
    }

    private static string Escape(string text) =>
        text.Replace("~", "~~", StringComparison.Ordinal)
            .Replace("%", "~%", StringComparison.Ordinal)
            .Replace("_", "~_", StringComparison.Ordinal);
}
