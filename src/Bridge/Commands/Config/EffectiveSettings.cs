using Bridge.Configuration;
using Bridge.Storage;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Bridge.Commands.Config;

/// <summary>A setting in effect.</summary>
/// <param name="Value">As <see cref="ShownSetting"/> shows it.</param>
/// <param name="Origin">Who says so: a file, a variable, or the default.</param>
internal sealed record EffectiveSetting(string Key, string Value, string Origin);

/// <summary>From all that was set, and the defaults, to what is in effect.</summary>
internal static class EffectiveSettings
{
    private const string Default = "default";

    public static IReadOnlyList<EffectiveSetting> Read(IConfigurationRoot settings, SettingsCatalogue catalogue)
    {
        var given = settings.AsEnumerable().Where(setting => !string.IsNullOrEmpty(setting.Value)).ToList();
        return
        [
            .. catalogue
                .Keys.Where(key => key.Summary is not null)
                .OrderBy(key => key.Path, StringComparer.Ordinal)
                .SelectMany(key => Read(settings, key, given)),
        ];
    }

    /// <summary>Where the spool is: a process with a SQLite store has it there, whatever <c>Spool:Path</c> says.</summary>
    public static IReadOnlyList<EffectiveSetting> WithRealSpool(this IReadOnlyList<EffectiveSetting> effective, IConfiguration settings)
    {
        var isInStore =
            StoreProvider.Of(settings) == StoreProvider.Sqlite
            && Enum.TryParse<Role>(settings["Role"] ?? nameof(Role.All), ignoreCase: true, out var role)
            && role.NeedsStore();
        var store = effective.FirstOrDefault(setting => setting.Key == "Store:ConnectionString")?.Value;
        return isInStore && store is not null
            ? [.. effective.Select(one => one.Key == "Spool:Path" ? one with { Value = store, Origin = "in the store's file" } : one)]
            : effective;
    }

    private static IEnumerable<EffectiveSetting> Read(
        IConfigurationRoot settings,
        SettingKey key,
        IReadOnlyList<KeyValuePair<string, string?>> given
    )
    {
        var set = given.Where(setting => key.Matches(setting.Key)).OrderBy(setting => setting.Key, StringComparer.Ordinal).ToList();
        return set.Count > 0
                ? set.Select(setting => new EffectiveSetting(
                    key.Like(setting.Key),
                    ShownSetting.Of(key.Property, setting.Value!),
                    OriginOf(settings, setting.Key)
                ))
            : SettingReference.DefaultOf(key) is { Length: > 0 } value ? [new EffectiveSetting(key.Path, value, Default)]
            : [];
    }

    private static string OriginOf(IConfigurationRoot settings, string key) =>
        settings.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value)) switch
        {
            SettingFiles files => "file " + files.PathOf(key),
            JsonConfigurationProvider json => SettingsFile.PathOf(json),
            EnvironmentVariablesConfigurationProvider => "environment " + Variable(key),
            _ => HasVariable(key) ? "environment " + Variable(key) : Default,
        };

    /// <summary>Which of its two variables sets a key.</summary>
    private static string Variable(string key) =>
        ShortNames.EnvironmentVariable(key) is var name && Environment.GetEnvironmentVariable(name) is not null
            ? name
            : key.Replace(":", "__", StringComparison.Ordinal);

    private static bool HasVariable(string key) => Environment.GetEnvironmentVariable(ShortNames.EnvironmentVariable(key)) is not null;
}
