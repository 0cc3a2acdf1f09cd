using System.Text;
using System.Text.RegularExpressions;
using Bridge.Core.Json;

namespace Bridge.Core.Masking;

/// <summary>What may be seen of a JSON value.</summary>
/// <param name="Show">What stands there of a text, number or flag, as JSON; null when it is blind.</param>
/// <param name="Of">What may be seen of a member of an object, by its name.</param>
/// <remarks>Of an array as of each of its elements.</remarks>
internal sealed record Sieve(Func<JsonView, string?> Show, Func<string, Sieve> Of)
{
    /// <summary>Nothing but the shape.</summary>
    public static readonly Sieve Nothing = new(_ => null, _ => Nothing!);

    /// <summary>Which names of members are shown.</summary>
    public Func<string, bool> ShowsName { get; init; } = Harmless.IsName;

    /// <summary>A value that is shown as it is where it looks as it must, and holds nothing else.</summary>
    public static Sieve Value(Func<JsonView, bool> isHarmless) => new(value => Raw(value, isHarmless), _ => Nothing);

    public static string? Raw(JsonView value, Func<JsonView, bool> isHarmless) =>
        isHarmless(value) ? Encoding.UTF8.GetString(value.Raw.Span) : null;
}

/// <summary>What a harmless value looks like: a permission by name holds only for what the name promises.</summary>
internal static partial class Harmless
{
    private const int MostDigitsOfNumber = 6;

    public static bool IsFlag(JsonView value) => value.IsFlag;

    /// <summary>A number that is too small to be a telephone's.</summary>
    public static bool IsNumber(JsonView value) =>
        value.IsNumber && value.Text is { } text && text.Count(char.IsAsciiDigit) <= MostDigitsOfNumber;

    /// <summary>A code, as a number or as text.</summary>
    public static bool IsCode(JsonView value) => value.Text is { Length: <= MostDigitsOfNumber } text && text.All(char.IsAsciiDigit);

    /// <summary>A word of a machine's, such as <c>image/jpeg</c> or <c>MARKETING</c>.</summary>
    public static bool IsWord(JsonView value) =>
        value.IsFlag
        || IsNumber(value)
        || IsCode(value)
        || (value.IsString && value.Text is { } text && Word().IsMatch(text) && !IsTelling(text));

    /// <summary>An id of the business's.</summary>
    public static bool IsId(JsonView value) => value.Text is { } text && Id().IsMatch(text);

    /// <summary>A telephone number of the business's.</summary>
    public static bool IsPhone(JsonView value) => value.Text is { } text && Phone().IsMatch(text);

    /// <summary>ISO 8601, or seconds or milliseconds since 1970.</summary>
    public static bool IsTime(JsonView value) => value.Text is { } text && Time().IsMatch(text);

    /// <summary>ISO 8601 in full: ten digits may be a telephone number too.</summary>
    public static bool IsWrittenTime(JsonView value) => IsTime(value) && value.Text!.Contains('T', StringComparison.Ordinal);

    /// <summary>A name that a programmer gave to a member.</summary>
    public static bool IsName(string name) => Name().IsMatch(name) && !IsTelling(name);

    /// <summary>So many digits may be a telephone number, whatever stands between them.</summary>
    private static bool IsTelling(string text) => text.Count(char.IsDigit) > MostDigitsOfNumber;

    [GeneratedRegex(
        @"^(?:[A-Za-z][A-Za-z0-9_./+-]{0,63}(?:; ?[a-z]+=[a-z0-9]+)?|[0-9]{4}-[0-9]{2})\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^\+?[0-9 ()-]{1,24}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phone();

    [GeneratedRegex(
        @"^(?:[12][0-9]{9}(?:[0-9]{3})?|[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:.]{5,16}(?:Z|[+-][0-9]{2}:?[0-9]{2}))?)?)\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Time();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
