using System.Text.RegularExpressions;
using Bridge.Core.Json;

namespace Bridge.Core.Events;

/// <summary>A rule of the contract for one value: what its JSON Schema says, and the same in code and in words.</summary>
/// <param name="Schema">As JSON Schema.</param>
/// <param name="Must">What is wrong with a value that does not keep it.</param>
internal sealed partial record CaptureRule(string Schema, string Must, Func<JsonView, bool> Holds)
{
    private const string NamePattern = @"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+";
    private const string CountryPattern = "^[A-Z]{2}";

    private const string TimePattern = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})";

    private const string UserIdPattern =
        @"^(system|\+[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,160}|[0-9a-f]{64}|(messenger|instagram):[A-Za-z0-9_]{1,64})";

    public static readonly CaptureRule Text = new(Type("string"), "must be a string", value => value.IsString);

    public static readonly CaptureRule Filled = new(
        """{"type":"string","minLength":1}""",
        "must be a string that is not empty",
        value => value is { IsString: true, Text: not null }
    );

    public static readonly CaptureRule TextOrNull = new(
        """{"type":["string","null"]}""",
        "must be a string or null",
        value => value.IsString || value.IsNull
    );

    public static readonly CaptureRule Flag = new(Type("boolean"), "must be true or false", value => value.IsFlag);

    public static readonly CaptureRule Whole = new(
        Type("integer"),
        "must be a whole number",
        value => value is { IsNumber: true, Integer: not null }
    );

    public static readonly CaptureRule Count = new(
        """{"type":"integer","minimum":0}""",
        "must be a whole number, 0 or more",
        value => value is { IsNumber: true, Integer: >= 0 }
    );

    public static readonly CaptureRule Amount = new(
        """{"type":"number","minimum":0}""",
        "must be a number, 0 or more",
        value => value is { IsNumber: true, Number: >= 0 }
    );

    public static readonly CaptureRule Structure = new(Type("object"), "must be an object", value => value.IsObject);

    public static readonly CaptureRule Country = Matching(CountryPattern, "must be two capital letters", IsCountry());

    public static readonly CaptureRule Time = Matching(TimePattern, "must be an ISO 8601 time such as 2026-01-23T10:00:00.000Z", IsTime());

    public static readonly CaptureRule EventName = Matching(
        NamePattern,
        "must be lowercase words joined by dots, such as message.received",
        IsEventName()
    );

    public static readonly CaptureRule UserId = Matching(
        UserIdPattern,
        "must be a phone number such as +254712345678, a business-scoped user id, messenger: or instagram: "
            + "and the scoped id, 64 hex digits, or system",
        IsUserId()
    );

    public static CaptureRule OneOf(params string[] allowed) =>
        new(
            $$"""{"enum":["{{string.Join("\",\"", allowed)}}"]}""",
            $"must be {string.Join(" or ", allowed)}",
            value => value.IsString && allowed.Contains(value.Text)
        );

    private static CaptureRule Matching(string pattern, string must, Regex regex) =>
        new(
            $$"""{"type":"string","pattern":"{{pattern.Replace(@"\", @"\\", StringComparison.Ordinal)}}$"}""",
            must,
            value => value.IsString && regex.IsMatch(value.Text ?? "")
        );

    private static string Type(string name) => $$"""{"type":"{{name}}"}""";

    [GeneratedRegex(CountryPattern + @"\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsCountry();

    [GeneratedRegex(TimePattern + @"\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsTime();

    [GeneratedRegex(NamePattern + @"\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsEventName();

    [GeneratedRegex(UserIdPattern + @"\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsUserId();
}
