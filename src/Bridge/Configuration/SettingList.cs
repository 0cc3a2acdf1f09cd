namespace Bridge.Configuration;

/// <summary>
/// A setting with several values: entries of a list, or one text with commas between, which is all an environment variable can hold.
/// </summary>
internal static class SettingList
{
    /// <param name="entries">What the binder found under the key's numbered entries.</param>
    public static string[] Read(IConfiguration configuration, string key, IEnumerable<string> entries) =>
        [
            .. entries
                .Prepend(configuration[key] ?? "")
                .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];
}
