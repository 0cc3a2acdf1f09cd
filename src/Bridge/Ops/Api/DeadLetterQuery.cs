using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>
/// A query parameter of an endpoint, as its metadata: what is read, what is documented and what else is refused come from it.
/// </summary>
internal sealed record QueryParameter(string Name, FieldKind Kind, string Description)
{
    public bool IsList { get; private init; }

    public static QueryParameter Of(FilterField field) => new(field.Name, field.Kind, field.Description) { IsList = field.IsList };
}

/// <summary>The query parameters of the API.</summary>
internal static class DeadLetterQuery
{
    public const int DefaultLimit = 50;

    public static readonly QueryParameter Before = new("before", FieldKind.Number(1), "The cursor: next of the page before.");
    public static readonly QueryParameter Limit = new(
        "limit",
        FieldKind.Number(1, AdminLimits.MaxPage),
        $"How many at most: 1 to {AdminLimits.MaxPage}; {DefaultLimit} unless given."
    );
    public static readonly QueryParameter Reveal = new(
        "reveal",
        FieldKind.Flag,
        "true shows people unmasked. For operators; it is noted in the audit."
    );
    public static readonly QueryParameter Format = new("format", FieldKind.OneOf(DeadLetterExport.Formats), "ndjson unless given, or csv.");

    public static readonly IReadOnlyList<QueryParameter> Filter = [.. FilterFields.All.Select(QueryParameter.Of)];

    public static DeadLetterFilter ReadFilter(this IQueryCollection query) =>
        FilterFields.All.Aggregate(new DeadLetterFilter(), (filter, field) => field.Read(filter, query.Texts(field.Name)));

    /// <summary>The query that <see cref="ReadFilter"/> reads as this filter.</summary>
    public static IEnumerable<(string Name, string? Value)> Write(DeadLetterFilter filter) =>
        from field in FilterFields.All
        from text in field.Write(filter)
        select (field.Name, (string?)text);

    public static int ReadLimit(this IQueryCollection query) => query.Read(Limit) is long limit ? (int)limit : DefaultLimit;

    public static long? ReadBefore(this IQueryCollection query) => (long?)query.Read(Before);

    public static bool ReadReveal(this IQueryCollection query) => query.Read(Reveal) is true;

    public static string ReadFormat(this IQueryCollection query) => (string?)query.Read(Format) ?? DeadLetterExport.Ndjson;

    /// <summary>A misspelt filter would mean more dead letters than it should.</summary>
    public static void RefuseOthers(this IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        if (query.Keys.FirstOrDefault(name => known.All(parameter => parameter.Name != name)) is { } unknown)
        {
            throw Wrong(
                known.Count == 0
                    ? $"There is no query parameter \"{unknown}\" here."
                    : $"There is no query parameter \"{unknown}\" here; "
                        + $"there are {string.Join(", ", known.Select(parameter => parameter.Name))}."
            );
        }
    }

    public static object? Read(this IQueryCollection query, QueryParameter parameter) =>
        query.Texts(parameter.Name) switch
        {
            [] => null,
            [var text] => parameter.Kind.Read(parameter.Name, text),
            _ => throw Wrong($"{parameter.Name} may be given once only."),
        };

    /// <summary>What is given; a single empty value is nothing.</summary>
    private static string[] Texts(this IQueryCollection query, string name) =>
        query[name] is [null or ""] ? [] : [.. query[name].Select(text => text ?? "")];

    private static AdminException Wrong(string message) => new(AdminProblem.Invalid, message);
}
