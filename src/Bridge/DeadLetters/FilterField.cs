namespace Bridge.DeadLetters;

/// <summary>
/// One field of a filter, for all who read, write, describe or apply filters: the API, the pages, the command line, SQL and sentences.
/// </summary>
/// <param name="Name">The query parameter, the field of a form, the member of a JSON body and, after <c>--</c>, the option.</param>
/// <param name="Description">For the API's document and the help of the command line.</param>
/// <param name="Get">The values that are set: none, one, or of a list several.</param>
/// <param name="Set">The filter with these values, at least one.</param>
/// <param name="Condition">What rows meet these values, at least one; null when all do.</param>
internal sealed record FilterField(
    string Name,
    FieldKind Kind,
    string Description,
    Func<DeadLetterFilter, IReadOnlyList<object>> Get,
    Func<DeadLetterFilter, IReadOnlyList<object>, DeadLetterFilter> Set,
    Func<DeadLetterWhere, IReadOnlyList<object>, string?> Condition
)
{
    /// <summary>The member of a JSON body, where it is not the name.</summary>
    public string Member { get; init; } = Name;

    public bool IsList { get; init; }

    /// <summary>What stands before it in a sentence; null where sentences leave it out.</summary>
    public string? Words { get; init; }

    /// <summary>What stands over it where people type it; null where nobody does.</summary>
    public string? Label { get; init; }

    /// <summary>Whether it may be a person's number, so that nothing that is kept quotes it.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>As texts, of which <see cref="Read"/> makes the same again.</summary>
    public IReadOnlyList<string> Write(DeadLetterFilter filter) => [.. Get(filter).Select(FieldKind.Format)];

    /// <param name="name">What it is called where the texts come from.</param>
    /// <exception cref="AdminException">They cannot be meant.</exception>
    public DeadLetterFilter Read(DeadLetterFilter filter, IReadOnlyList<string> texts, string? name = null) =>
        texts.Count == 0 ? filter
        : texts.Count > 1 && !IsList ? throw new AdminException(AdminProblem.Invalid, $"{name ?? Name} may be given once only.")
        : Set(filter, [.. texts.Select(text => Kind.Read(name ?? Name, text))]);
}
