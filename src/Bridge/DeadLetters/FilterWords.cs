namespace Bridge.DeadLetters;

/// <summary>A filter as people read it, after "dead letters" or in the audit.</summary>
internal static class FilterWords
{
    private const int MostQuoted = 10;
    private const string Everything = "all there are";

    /// <summary>For what is kept: the text searched for is left out, because it may be a person's number, as a blind name is.</summary>
    public static string Of(DeadLetterFilter filter) =>
        string.Join(", ", Kept(filter.Ids).Concat(Parts(filter.Shown(), quotesPersonal: false))) is { Length: > 0 } words
            ? words
            : "all dead letters";

    /// <summary>For who asks, while they ask.</summary>
    public static string Whole(DeadLetterFilter filter) =>
        string.Join(", ", Shown(filter.Ids).Concat(Parts(filter, quotesPersonal: true))) is { Length: > 0 } words ? words : Everything;

    /// <summary>That a filter means no dead letter, with what it asks for.</summary>
    public static string Nothing(DeadLetterFilter filter)
    {
        var kind = filter.State is null or DeadLetterState.Dead ? "dead letters" : $"{FilterFields.NameOf(filter.State)} dead letters";
        var rest = Whole(filter with { State = null, UpTo = null });
        return rest == Everything ? $"There are no {kind}." : $"There are no {kind} that match: {rest}.";
    }

    private static IEnumerable<string> Parts(DeadLetterFilter filter, bool quotesPersonal) =>
        from field in FilterFields.All
        where field.Words is not null
        from value in field.Get(filter)
        select field.IsPersonal && !quotesPersonal ? $"{field.Words} some {field.Name}" : $"{field.Words} {Quote(field, value)}";

    private static IEnumerable<string> Kept(IReadOnlyList<long> ids) =>
        ids.Count switch
        {
            0 => [],
            <= MostQuoted => [$"dead letters {string.Join(' ', ids)}"],
            _ => [$"{ids.Count} dead letters chosen one by one"],
        };

    private static IEnumerable<string> Shown(IReadOnlyList<long> ids) =>
        ids.Count switch
        {
            0 => [],
            1 => [$"number {ids[0]}"],
            <= MostQuoted => [$"numbers {string.Join(", ", ids)}"],
            _ => [$"{ids.Count} chosen one by one"],
        };

    private static string Quote(FilterField field, object value) =>
        value is DateTimeOffset time ? Times.Exact(time)
        : field.IsPersonal ? $"\"{value}\""
        : FieldKind.Format(value);
}
