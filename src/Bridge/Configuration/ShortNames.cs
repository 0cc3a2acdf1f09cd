using System.Collections.Frozen;

namespace Bridge.Configuration;

/// <summary>
/// The short environment variables of the keys everybody sets. Each key also has its long one, with <c>__</c> for <c>:</c>.
/// </summary>
internal static class ShortNames
{
    private static readonly FrozenDictionary<string, string> VariableOf = new Dictionary<string, string>
    {
        ["Meta:AppSecrets"] = "META_APP_SECRET",
        ["Meta:VerifyTokens"] = "WEBHOOK_VERIFY_TOKEN",
        ["Meta:AccessToken"] = "META_ACCESS_TOKEN",
        ["Attribution:AccessToken"] = "META_ADS_TOKEN",
        ["Collector:Url"] = "COLLECTOR_URL",
        ["Collector:WriteKey"] = "COLLECTOR_WRITE_KEY",
        ["Broker:Url"] = "BROKER_URL",
        ["Store:ConnectionString"] = "STORE",
        ["Urls"] = "ASPNETCORE_URLS",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys that hold a list, which their variable gives separated by commas.</summary>
    private static readonly FrozenSet<string> Lists = FrozenSet.Create("Meta:AppSecrets", "Meta:VerifyTokens");

    public static IEnumerable<string> All => VariableOf.Values;

    /// <summary>Whether a name is one of these variables itself, which the environment also shows as a key that nobody reads.</summary>
    public static bool IsVariable(string name) => All.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The environment variable that sets a key: its short one if it has one, also for an entry of a list.</summary>
    public static string EnvironmentVariable(string key) =>
        VariableOf.GetValueOrDefault(key)
        ?? (
            Lists.FirstOrDefault(list => IsEntryOf(list, key)) is { } list
                ? VariableOf[list]
                : key.Replace(":", "__", StringComparison.Ordinal)
        );

    private static bool IsEntryOf(string list, string key) =>
        key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase) && key.AsSpan(list.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>What the short variables say, under the keys they stand for.</summary>
    /// <param name="read">Reads an environment variable; null when it is not set.</param>
    public static Dictionary<string, string?> ReadAll(Func<string, string?> read)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (key, variable) in VariableOf)
        {
            if (read(variable) is { } value)
            {
                Add(settings, key, value);
            }
        }

        return settings;
    }

    private static void Add(Dictionary<string, string?> settings, string key, string value)
    {
        if (!Lists.Contains(key))
        {
            settings[key] = value;
            return;
        }

        foreach (var (index, item) in value.Split(',', StringSplitOptions.TrimEntries).Index())
        {
            settings[$"{key}:{index}"] = item;
        }
    }
}
