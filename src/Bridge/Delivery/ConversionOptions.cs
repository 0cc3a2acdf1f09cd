using Bridge.Attribution;
using Bridge.Configuration;
using Bridge.Core.Conversions;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// What Meta is told of what came of its ads: section <c>Attribution</c>. A class, not a record: it holds a secret.
/// </summary>
internal sealed class ConversionOptions
{
    public const string Section = AttributionOptions.Section;

    private static readonly char[] Separators = [';', ','];

    /// <summary>
    /// The events that Meta is told of as conversions, with its names for them, such as
    /// <c>order.placed=Purchase; flow.completed=LeadSubmitted</c>; also those that come by <c>/v1/capture</c>. A list, or one text. None
    /// unless set: then Meta is told nothing. Read once, at start.
    /// </summary>
    public IReadOnlyList<string> Conversions { get; init; } = [];

    /// <summary>The dataset of the WhatsApp Business Account, which takes the conversions. Required with them.</summary>
    public string? ConversionsDataset { get; init; }

    /// <summary>
    /// A token that may write to the dataset (<c>whatsapp_business_manage_events</c>). That of <c>Attribution:AccessToken</c> unless set.
    /// </summary>
    [Secret]
    public string? ConversionsToken { get; init; }

    /// <summary>Where the token was set.</summary>
    internal string TokenKey { get; init; } = nameof(ConversionsToken);

    internal string GraphUrl { get; init; } = new AttributionOptions().GraphUrl;

    internal string GraphVersion { get; init; } = new AttributionOptions().GraphVersion;

    internal bool IsOn => Conversions.Count > 0;

    public static ConversionOptions Read(IConfiguration configuration)
    {
        var (section, usual) = (configuration.GetSection(Section), new AttributionOptions());
        var conversions = section.GetSection(nameof(Conversions));
        var tokenKey = NullIfEmpty(section[nameof(ConversionsToken)]) is null
            ? nameof(AttributionOptions.AccessToken)
            : nameof(ConversionsToken);
        return new ConversionOptions
        {
            Conversions =
            [
                .. conversions
                    .GetChildren()
                    .Select(entry => entry.Value)
                    .Prepend(conversions.Value)
                    .SelectMany(text =>
                        (text ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
            ],
            ConversionsDataset = section[nameof(ConversionsDataset)]?.Trim(),
            ConversionsToken = section[tokenKey],
            TokenKey = tokenKey,
            GraphUrl = NullIfEmpty(section[nameof(AttributionOptions.GraphUrl)]) ?? usual.GraphUrl,
            GraphVersion = NullIfEmpty(section[nameof(AttributionOptions.GraphVersion)]) ?? usual.GraphVersion,
        };
    }

    /// <summary>What is wrong, one sentence each. No sentence holds the token.</summary>
    public IEnumerable<string> FindProblems() =>
        Conversions
            .Select(entry => ConversionMap.ProblemOf(entry) is { } problem ? $"{Key(nameof(Conversions))}: \"{entry}\" {problem}." : null)
            .Append(IsOn && !IsNumber(ConversionsDataset) ? $"{Key(nameof(ConversionsDataset))} must be the number of the dataset." : null)
            .Append(
                IsOn && string.IsNullOrWhiteSpace(ConversionsToken)
                    ? $"{Key(nameof(ConversionsToken))} is missing: set it to a token that may write to the dataset."
                    : null
            )
            .Append(
                IsOn && !string.IsNullOrWhiteSpace(ConversionsToken)
                    ? HeaderSecret.FindProblem($"{Section}:{TokenKey}", ConversionsToken, "token")
                    : null
            )
            .Append(IsOn && !Uri.TryCreate(GraphUrl, UriKind.Absolute, out _) ? $"{Key("GraphUrl")} must be an address." : null)
            .OfType<string>();

    /// <summary>Of options without problems.</summary>
    public Destination ToDestination() =>
        new(
            ConversionCopy.Destination,
            new Uri($"{GraphUrl.TrimEnd('/')}/{GraphVersion}/{ConversionsDataset}/events"),
            ConversionsToken!.Trim()
        );

    private static string Key(string name) => Settings.Describe($"{Section}:{name}");

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool IsNumber(string? text) => text is { Length: > 0 and <= 30 } && text.All(char.IsAsciiDigit);
}
