using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Bridge.Configuration;

/// <summary>
/// What somebody set and nobody reads: a misspelt setting would leave Bridge with the default, and say nothing. And quotes that a file of
/// variables took for a part of the value.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>Shorter names of variables are too often somebody else's to be taken for misspelt.</summary>
    private const int ShortestName = 9;

    private const string Separator = "__";

    /// <returns>One sentence for each, without any value.</returns>
    public static IEnumerable<string> FindProblems(IConfigurationRoot settings, SettingsCatalogue catalogue) =>
        settings
            .Providers.SelectMany(provider => FindUnknown(provider, catalogue))
            .Concat(FindMisspeltVariables())
            .Concat(FindQuoted(settings, catalogue))
            .Concat(FindWrongAddresses(settings));

    private static IEnumerable<string> FindUnknown(IConfigurationProvider provider, SettingsCatalogue catalogue) =>
        provider switch
        {
            JsonConfigurationProvider or MemoryConfigurationProvider => Unknown(KeysOf(provider), catalogue),
            EnvironmentVariablesConfigurationProvider => Unknown(VariablesOf(provider, catalogue), catalogue),
            _ => [],
        };

    private static IEnumerable<string> Unknown(IEnumerable<string> keys, SettingsCatalogue catalogue) =>
        keys.Where(key => !catalogue.Knows(key))
            .Select(key =>
                catalogue.Nearest(key) is { } meant
                    ? $"{Settings.Describe(key)} is no setting of Bridge; did you mean {Settings.Describe(meant)}?"
                    : $"{Settings.Describe(key)} is no setting of Bridge: take it out; "
                        + "\"meta-bridge config --reference\" prints all there are."
            );

    /// <summary>Variables with a section in their name that is Bridge's, or nearly so; all others are somebody else's.</summary>
    private static IEnumerable<string> VariablesOf(IConfigurationProvider provider, SettingsCatalogue catalogue) =>
        KeysOf(provider).Where(key => key.Contains(':', StringComparison.Ordinal) && catalogue.IsMeant(key));

    private static IEnumerable<string> FindMisspeltVariables() =>
        from string name in Environment.GetEnvironmentVariables().Keys
        where name.Length >= ShortestName && !name.Contains(Separator, StringComparison.Ordinal)
        let meant = ShortNames.All.FirstOrDefault(known => known != name && Likeness.Edits(known, name) <= 1)
        where meant is not null && !ShortNames.All.Contains(name)
        select $"{name} is no setting of Bridge; did you mean {meant}?";

    private static IEnumerable<string> FindQuoted(IConfigurationRoot settings, SettingsCatalogue catalogue) =>
        from setting in settings.AsEnumerable()
        where setting.Value is ['"', .., '"'] or ['\'', .., '\''] && catalogue.Keys.Any(known => known.Matches(setting.Key))
        select $"{Settings.Describe(setting.Key)} stands in quotes, which are a part of the value then: write it without them.";

    private static IEnumerable<string> FindWrongAddresses(IConfigurationRoot settings) =>
        from address in (settings["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where !IsAddress(address)
        select $"{Settings.Describe("Urls")} must be addresses such as http://localhost:8080, but one is \"{address}\".";

    private static bool IsAddress(string address)
    {
        try
        {
            return BindingAddress.Parse(address).Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The keys with a value, as they are written.</summary>
    private static IEnumerable<string> KeysOf(IConfigurationProvider provider) => KeysOf(provider, null);

    private static IEnumerable<string> KeysOf(IConfigurationProvider provider, string? parent) =>
        provider
            .GetChildKeys([], parent)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(name =>
            {
                var key = parent is null ? name : $"{parent}:{name}";
                string[] itself = provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value) ? [key] : [];
                return itself.Concat(KeysOf(provider, key));
            });
}
