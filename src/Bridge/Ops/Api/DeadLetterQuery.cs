using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>
/// A query parameter of an endpoint, as its metadata: what is read, what is documented and what else is refused come from it.
/// </summary>
internal sealed record QueryParameter(string Name, QueryType Type, string Description)
{
    /// <summary>The values it may have; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

internal enum QueryType
{
    Text,
    Number,
    Numbers,
    Time,
    Flag,
}

/// <summary>The query parameters of the API.</summary>
internal static class DeadLetterQuery
{
    public const int DefaultLimit = 50;

    public static readonly QueryParameter Before = new("before", QueryType.Number, "The cursor: next of the page before.");
    public static readonly QueryParameter Limit = new(
        "limit",
        QueryType.Number,
        $"How many at most: 1 to {AdminLimits.MaxPage}; {DefaultLimit} unless given."
    );
    public static readonly QueryParameter Reveal = new(
        "reveal",
        QueryType.Flag,
        "true shows people unmasked. For operators; it is noted in the audit."
    );
    public static readonly QueryParameter Format = new("format", QueryType.Text, "ndjson unless given, or csv.")
    {
        Values = DeadLetterExport.Formats,
    };

    public static readonly IReadOnlyList<QueryParameter> Filter =
    [
        new("id", QueryType.Numbers, "Only this dead letter; may be repeated."),
        new("reason", QueryType.Text, "Why they died.") { Values = FilterBody.Reasons },
        new("event", QueryType.Text, "The event's name, or its beginning before a *."),
        new("source", QueryType.Text, "The business number (phone_number_id)."),
        new("destination", QueryType.Text, "default, or the business number that has a collector of its own."),
        new("status", QueryType.Number, "The collector's HTTP status."),
        new("since", QueryType.Time, "Failed last at this time or later."),
        new("until", QueryType.Time, "Failed last before this time."),
        new("group", QueryType.Text, "The fingerprint of their group."),
        new(
            "text",
            QueryType.Text,
            "Text that the event, the collector's answer or the explanation holds. For operators; it is noted in the audit."
        ),
        new("state", QueryType.Text, "dead unless given.") { Values = FilterBody.States },
        new("upTo", QueryType.Number, "The newest dead letter that is meant."),
    ];

    public static DeadLetterFilter ReadFilter(this IQueryCollection query) =>
        new()
        {
            Ids = query.Numbers("id"),
            Reason = query.Text("reason") is { } reason ? FilterBody.ParseReason("reason", reason) : null,
            Event = query.Text("event"),
            Source = query.Text("source"),
            Destination = query.Text("destination"),
            Status = (int?)query.Number("status", 100, 999),
            Since = query.Time("since"),
            Until = query.Time("until"),
            Group = query.Text("group"),
            Text = query.Text("text"),
            State = query.Text("state") is { } state ? FilterBody.ParseState("state", state) : DeadLetterState.Dead,
            UpTo = query.Number("upTo", 1, long.MaxValue),
        };

    /// <summary>The query that <see cref="ReadFilter"/> reads as this filter.</summary>
    public static IEnumerable<(string Name, string? Value)> Write(DeadLetterFilter filter) =>
        [
            .. filter.Ids.Select(id => ("id", (string?)$"{id}")),
            ("reason", filter.Reason),
            ("event", filter.Event),
            ("source", filter.Source),
            ("destination", filter.Destination),
            ("status", filter.Status?.ToString()),
            ("since", filter.Since is { } since ? Times.Text(since) : null),
            ("until", filter.Until is { } until ? Times.Text(until) : null),
            ("group", filter.Group),
            ("text", filter.Text),
            ("state", FilterBody.Of(filter).State),
            ("upTo", filter.UpTo?.ToString()),
        ];

    public static int ReadLimit(this IQueryCollection query) => (int?)query.Number("limit", 1, AdminLimits.MaxPage) ?? DefaultLimit;

    public static long? ReadBefore(this IQueryCollection query) => query.Number("before", 1, long.MaxValue);

    public static bool ReadReveal(this IQueryCollection query) =>
        query.Text("reveal") switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw Wrong($"reveal must be true or false, but is \"{other}\"."),
        };

    public static string ReadFormat(this IQueryCollection query) =>
        query.Text("format") switch
        {
            null => DeadLetterExport.Ndjson,
            var format when DeadLetterExport.Formats.Contains(format) => format,
            var other => throw Wrong($"format must be {string.Join(" or ", DeadLetterExport.Formats)}, but is \"{other}\"."),
        };

    /// <summary>A misspelt filter would mean more dead letters than it should.</summary>
    public static void RefuseOthers(this IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        if (query.Keys.FirstOrDefault(name => known.All(parameter => parameter.Name != name)) is { } unknown)
        {
            throw Wrong(
                known.Count == 0
                    ? $"There is no query parameter \"{unknown}\" here."
                    : $"There is no query parameter \"{unknown}\" here; there are {string.Join(", ", known.Select(parameter => parameter.Name))}."
            );
        }
    }

    private static string? Text(this IQueryCollection query, string name) =>
        query[name] switch
        {
            [] or [null or ""] => null,
            [var only] => only,
            _ => throw Wrong($"{name} may be given once only."),
        };

    private static long? Number(this IQueryCollection query, string name, long least, long most) =>
        query.Text(name) is { } text ? ParseNumber(name, text, least, most) : null;

    private static long[] Numbers(this IQueryCollection query, string name) =>
        [.. query[name].Select(text => ParseNumber(name, text ?? "", 1, long.MaxValue))];

    private static DateTimeOffset? Time(this IQueryCollection query, string name) =>
        query.Text(name) is not { } text
            ? null
            : Times.Parse(text) ?? throw Wrong($"{name} must be a time such as 2026-01-31T08:00:00Z, but is \"{text}\".");

    private static long ParseNumber(string name, string text, long least, long most) =>
        long.TryParse(text, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(
                $"{name} must be a whole number {(most == long.MaxValue ? $"from {least} on" : $"from {least} to {most}")}, but is \"{text}\"."
            );

    private static AdminException Wrong(string message) => new(AdminProblem.Invalid, message);
}
