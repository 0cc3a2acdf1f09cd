using System.Reflection;
using Bridge.Configuration;
using Bridge.Telemetry;
using Microsoft.Extensions.Configuration.Json;

namespace Bridge.Commands;

/// <summary>The line <c>secrets</c> of <c>check</c>: whether files that hold secrets are closed to other users of this machine.</summary>
internal static class SecretFilesProbe
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Where containers mount secrets: their rights are the mount's, and there is nobody else.</summary>
    private static readonly string[] Mounts = ["/run/secrets/", "/var/run/secrets/"];

    public static IEnumerable<SelfCheck> ChecksFor(WebApplication app)
    {
        var files = FilesOf((IConfigurationRoot)app.Configuration).Distinct(StringComparer.Ordinal).ToList();
        return files.Count == 0 || OperatingSystem.IsWindows()
            ? []
            : [new SelfCheck("secrets", _ => Task.FromResult(Judge([.. files.Where(IsOpen)], files.Count)))];
    }

    internal static SelfCheckResult Judge(IReadOnlyList<string> open, int count) =>
        open.Count == 0
            ? new SelfCheckResult(
                count == 1 ? "the file that holds some is closed to others" : $"the {count} files that hold some are closed to others"
            )
            : new SelfCheckResult(
                $"other users of this machine may read or write {string.Join(" and ", open)}",
                $"Close what holds secrets: chmod o-rwx {string.Join(' ', open)}"
            )
            {
                IsWarning = true,
            };

    private static IEnumerable<string> FilesOf(IConfigurationRoot settings)
    {
        var secrets = settings
            .AsEnumerable()
            .Where(setting => setting.Value is { Length: > 0 } && IsSecret(setting.Key))
            .Select(setting => setting.Key)
            .ToList();
        return settings.Providers.SelectMany(provider =>
            provider switch
            {
                SettingFiles files => files.Keys.Where(secrets.Contains).Select(files.PathOf),
                JsonConfigurationProvider json when secrets.Exists(key => IsWrittenIn(json, key)) => [SettingsFile.PathOf(json)],
                _ => [],
            }
        );
    }

    private static bool IsSecret(string key) =>
        EverySetting.Catalogue.Keys.Any(known =>
            known.Property?.GetCustomAttribute<SecretAttribute>() is { IsWithin: false } && known.Matches(key)
        );

    private static bool IsWrittenIn(JsonConfigurationProvider json, string key) =>
        json.TryGet(key, out var value) && value is { Length: > 0 } && !value.StartsWith("file:", StringComparison.Ordinal);

    private static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows()
        && !Mounts.Any(mount => path.StartsWith(mount, StringComparison.Ordinal))
        && File.Exists(path)
        && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;
}
