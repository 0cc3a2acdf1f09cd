using System.Globalization;
using Bridge.Configuration;

namespace Bridge.Receiving.Capture;

/// <summary>
/// Who may post track events of their own to <c>/v1/capture</c>: section <c>Capture</c>. What stands in files (<c>file:/path</c>) is read
/// again when these change, the rest at start.
/// </summary>
internal sealed class CaptureOptions : IHasRules
{
    private const int MaxNameLength = 64;

    /// <summary>The systems that may, each under a name; nobody unless set, and the address then does not exist.</summary>
    public Dictionary<string, CaptureKeyOptions> Keys { get; init; } = [];

    public void Complete(IConfiguration configuration)
    {
        foreach (var (name, key) in Keys)
        {
            key.Sources = SettingList.Read(configuration, $"Capture:Keys:{name}:Sources", key.Sources);
        }
    }

    public IEnumerable<string> FindProblems() => [.. Keys.SelectMany(key => FindProblems(key.Key, key.Value)), .. FindRepeatedHashes()];

    /// <summary>What is wrong with one entry, each in a sentence.</summary>
    public static IEnumerable<string> FindProblems(string name, CaptureKeyOptions key)
    {
        if (name.Length > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            yield return $"Capture:Keys:{name} must be named by 1 to {MaxNameLength} letters, digits, dots and dashes: "
                + "the name is part of the ids of its events.";
        }

        if (key.KeyHash is not { Length: 64 } || !key.KeyHash.All(char.IsAsciiHexDigit))
        {
            yield return $"{Settings.Describe($"Capture:Keys:{name}:KeyHash")} must be the 64 hexadecimal digits that "
                + $"\"meta-bridge capture-key {name}\" prints beside the key; if it is the key itself, make a new one.";
        }

        if (key.EventsPerSecond is null)
        {
            yield return $"{Settings.Describe($"Capture:Keys:{name}:RatePerSecond")} must be a whole number of events between 1 and "
                + $"{CaptureKeyOptions.MostPerSecond}, but is \"{key.RatePerSecond}\".";
        }
    }

    public override string ToString() => $"{Keys.Count} keys of capture";

    private IEnumerable<string> FindRepeatedHashes() =>
        from key in Keys
        where key.Value.KeyHash is { Length: > 0 }
        group key.Key by key.Value.KeyHash!.ToLowerInvariant() into same
        where same.Count() > 1
        select $"{Settings.Describe($"Capture:Keys:{same.Last()}:KeyHash")} is the same as that of Capture:Keys:{same.First()}: "
            + "a key says who posts; make one for each with \"meta-bridge capture-key NAME\".";
}

/// <summary>One entry of <c>Capture:Keys</c>.</summary>
internal sealed class CaptureKeyOptions
{
    public const int MostPerSecond = 100_000;

    private const int DefaultPerSecond = 1000;

    /// <summary>
    /// The SHA-256 of the key, in 64 hexadecimal digits. Enough without salt or stretching only because keys are 256 random bits that
    /// Bridge makes (<c>meta-bridge capture-key</c>); never the hash of a text somebody chose.
    /// </summary>
    public string? KeyHash { get; init; }

    /// <summary>
    /// The business numbers (<c>phone_number_id</c>) it may post for; a list, or one text with commas. All unless set; with one alone its
    /// events need not say which.
    /// </summary>
    public IReadOnlyList<string> Sources { get; set; } = [];

    /// <summary>
    /// How many events it may post in a second, on average; what comes above is answered 429. 1000 unless set; 1 to 100 000.
    /// </summary>
    public string? RatePerSecond { get; init; }

    /// <summary>Null when it is no such number.</summary>
    public int? EventsPerSecond =>
        RatePerSecond is null ? DefaultPerSecond
        : int.TryParse(RatePerSecond, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= MostPerSecond
            ? rate
        : null;
}
