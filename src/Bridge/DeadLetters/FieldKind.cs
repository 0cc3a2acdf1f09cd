using System.Globalization;

namespace Bridge.DeadLetters;

/// <summary>What a value that people type or send may be: its type in JSON, its range, how text becomes it and it text.</summary>
/// <param name="JsonType">A string, a number or a time; null stands for a field that is not set.</param>
/// <param name="Expected">What it must be, as a sentence goes on after "must be".</param>
/// <param name="Parse">Null for what it cannot be.</param>
internal sealed record FieldKind(Type JsonType, string Expected, Func<string, object?> Parse)
{
    private const int MaxTextLength = 500;
    private const int MostQuoted = 60;

    public static readonly FieldKind Text = new(
        typeof(string),
        $"text of at most {MaxTextLength} characters",
        text => text.Length <= MaxTextLength ? text : null
    )
    {
        Most = MaxTextLength,
    };

    public static readonly FieldKind Time = new(typeof(DateTimeOffset?), "a time such as 2026-01-31T08:00:00Z", text => Times.Parse(text));

    public static readonly FieldKind Flag = new(
        typeof(bool?),
        "true or false",
        text =>
            text is "true" ? true
            : text is "false" ? false
            : null
    );

    /// <summary>The values it may have, when they are a few words; empty for any.</summary>
    public IReadOnlyList<string> Values { get; private init; } = [];

    /// <summary>Of a number.</summary>
    public long? Least { get; private init; }

    /// <summary>Of a number; of text the most characters. Null where nothing but the type bounds it.</summary>
    public long? Most { get; private init; }

    public bool IsNumber => JsonType == typeof(long?);

    public bool IsTime => JsonType == typeof(DateTimeOffset?);

    public static FieldKind Number(long least, long most = long.MaxValue) =>
        new(
            typeof(long?),
            $"a whole number {(most == long.MaxValue ? $"from {least} on" : $"from {least} to {most}")}",
            text => long.TryParse(text, out var number) && number >= least && number <= most ? number : null
        )
        {
            Least = least,
            Most = most == long.MaxValue ? null : most,
        };

    /// <summary>One of a few words; a hyphen stands for a space, so that it needs no quotes.</summary>
    public static FieldKind OneOf(params IReadOnlyList<string> values) =>
        new(
            typeof(string),
            values is [var one, var other] ? $"{one} or {other}" : $"one of {string.Join(", ", values)}",
            text => values.FirstOrDefault(value => value == text.Replace('-', ' '))
        )
        {
            Values = values,
        };

    /// <summary>The text that <see cref="Parse"/> reads as this value again.</summary>
    public static string Format(object value) =>
        value is DateTimeOffset time ? Times.Text(time) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <exception cref="AdminException">It cannot be that; the sentence begins with the name.</exception>
    public object Read(string name, string text) =>
        Parse(text)
        ?? throw new AdminException(
            AdminProblem.Invalid,
            text.Length > MostQuoted ? $"{name} must be {Expected}." : $"{name} must be {Expected}, but is \"{text}\"."
        );
}
