using System.Globalization;

namespace Bridge.DeadLetters;

/// <summary>A filter as people read it, for the audit. The text searched for is left out: it may be a person's number.</summary>
internal static class FilterWords
{
    public static string Of(DeadLetterFilter filter)
    {
        var words = string.Join(", ", Parts(filter));
        return words.Length == 0 ? "all dead letters" : words;
    }

    private static IEnumerable<string> Parts(DeadLetterFilter filter)
    {
        if (filter.Ids.Count > 0)
        {
            yield return filter.Ids.Count <= 10
                ? $"dead letters {string.Join(' ', filter.Ids)}"
                : $"{filter.Ids.Count} dead letters chosen one by one";
        }

        foreach (var (name, value) in Values(filter))
        {
            if (!string.IsNullOrEmpty(value))
            {
                yield return $"{name} {value}";
            }
        }

        if (!string.IsNullOrEmpty(filter.Text))
        {
            yield return "with some text";
        }
    }

    private static (string Name, string? Value)[] Values(DeadLetterFilter filter) =>
        [
            ("group", filter.Group),
            ("reason", filter.Reason),
            ("event", filter.Event),
            ("destination", filter.Destination),
            ("source", filter.Source),
            ("status", filter.Status?.ToString(CultureInfo.InvariantCulture)),
            ("since", filter.Since?.ToString("u", CultureInfo.InvariantCulture)),
            ("until", filter.Until?.ToString("u", CultureInfo.InvariantCulture)),
        ];
}
