namespace Bridge.Configuration;

/// <summary>
/// Settings written as <c>file:/path</c> take the file's text instead, without the newline at its end: the way secrets are mounted.
/// </summary>
/// <remarks>
/// The files are read again by <see cref="SettingFilesWatch"/>. While one is blank or cannot be read, which happens in the middle of a
/// rotation, the last good text stays.
/// </remarks>
internal sealed class SettingFiles(IConfigurationRoot settings) : ConfigurationProvider, IConfigurationSource
{
    private const string Prefix = "file:";

    /// <summary>By setting, one sentence for each file that could not be read the last time.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; private set; } = new Dictionary<string, string>();

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() => Data = ReadAll();

    /// <summary>Reads the files again and tells the listeners when any of them changed.</summary>
    /// <returns>Whether any of them changed.</returns>
    public bool Refresh()
    {
        var fresh = ReadAll();
        if (fresh.Count == Data.Count && fresh.All(setting => Data.TryGetValue(setting.Key, out var old) && old == setting.Value))
        {
            return false;
        }

        Data = fresh;
        OnReload();
        return true;
    }

    /// <summary>The keys that are read from files.</summary>
    public IEnumerable<string> Keys => Data.Keys;

    /// <summary>The file a setting is read from.</summary>
    public string PathOf(string key) => ValueBeneath(key) is { } value ? value[Prefix.Length..] : "";

    private Dictionary<string, string?> ReadAll()
    {
        var problems = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in settings.AsEnumerable().Select(setting => setting.Key).Where(key => !ShortNames.IsVariable(key)))
        {
            if (ValueBeneath(key) is not { } value || !value.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (!Path.IsPathRooted(value[Prefix.Length..]))
            {
                problems[key] =
                    $"{Settings.Describe(key)} begins with {Prefix}, but no absolute path follows: write it as {Prefix}/path/of/the/file.";
            }
            else
            {
                data[key] = Read(key, value[Prefix.Length..], problems) ?? (Data.TryGetValue(key, out var last) ? last : value);
            }
        }

        Problems = problems;
        return data;
    }

    /// <summary>What the key says without this provider, which would answer with the text of the file.</summary>
    private string? ValueBeneath(string key)
    {
        foreach (var provider in settings.Providers.Reverse().Where(provider => provider != this))
        {
            if (provider.TryGet(key, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static string? Read(string key, string path, Dictionary<string, string> problems)
    {
        try
        {
            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (!string.IsNullOrWhiteSpace(text))
            {
                return text;
            }

            problems[key] = $"{Settings.Describe(key)} is to be read from {path}, but that file is blank: write the value into it.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems[key] = $"{Settings.Describe(key)} is to be read from {path}, but {Why(exception)}.";
        }

        return null;
    }

    private static string Why(Exception exception) =>
        exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file: mount it, or correct the path",
            UnauthorizedAccessException => "Bridge may not read it: give its user the right to",
            _ => $"that file cannot be read: {exception.Message.TrimEnd('.')}",
        };
}
