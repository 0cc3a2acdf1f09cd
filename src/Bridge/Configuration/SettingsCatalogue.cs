namespace Bridge.Configuration;

/// <summary>Everything that can be set, whatever the role: what the features' options say, and a few keys read before them.</summary>
internal sealed class SettingsCatalogue(IEnumerable<SettingsSection> sections)
{
    /// <summary>Sections of the framework's and the logger's, with keys of their own.</summary>
    private static readonly string[] Foreign = ["Serilog", "Logging", "Kestrel"];

    /// <summary>How OpenTelemetry's own keys begin, which its library reads.</summary>
    private const string OpenTelemetry = "OTEL_";

    /// <summary>The keys that decide what is there to be set.</summary>
    private static readonly SettingKey[] First =
    [
        new("Role", null) { Summary = "Which parts this process runs (`--role`): all, receive, forward or ops. all unless set." },
        new("Urls", null)
        {
            Summary = "The addresses to listen on, separated by semicolons (`--urls`). `http://localhost:8080` unless set.",
        },
    ];

    /// <summary>Keys of the host's.</summary>
    private static readonly string[] Host =
    [
        "http_ports",
        "https_ports",
        "AllowedHosts",
        "environment",
        "applicationName",
        "contentRoot",
        "webroot",
        "ForwardedHeaders_Enabled",
    ];

    public IReadOnlyList<SettingKey> Keys { get; } =
    [
        .. First,
        .. Host.Select(name => new SettingKey(name, null)),
        .. sections.Distinct().SelectMany(section => section.Keys()).DistinctBy(key => key.Path),
    ];

    /// <summary>The options that a process of every role has.</summary>
    public IReadOnlyList<SettingsSection> Sections { get; } = [.. sections.Distinct()];

    public bool Knows(string key) =>
        key.StartsWith(OpenTelemetry, StringComparison.OrdinalIgnoreCase)
        || Foreign.Any(section => Begins(key, section))
        || Keys.Any(known => known.Matches(key));

    /// <summary>Whether a section is called so, or nearly so.</summary>
    public bool IsMeant(string key) =>
        key.Split(':')[0] is var first && Keys.Any(known => Likeness.Edits(first, known.Path.Split(':')[0]) <= Likeness.Allowed(first));

    /// <summary>The key that was meant; null when none is like it.</summary>
    public string? Nearest(string key)
    {
        var (known, edits) = Keys.Select(known => (known, Likeness.Edits(key, known.Like(key)))).MinBy(pair => pair.Item2);
        return edits <= Likeness.Allowed(key) ? known.Like(key) : Namesake(key)?.Like(key);
    }

    /// <summary>The one that has this name in another section.</summary>
    private SettingKey? Namesake(string key) =>
        Keys.Where(known => known.Path.Split(':')[^1].Equals(key.Split(':')[^1], StringComparison.OrdinalIgnoreCase)).ToList() is [var one]
            ? one
            : null;

    private static bool Begins(string key, string section) =>
        key.Equals(section, StringComparison.OrdinalIgnoreCase) || key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);
}
