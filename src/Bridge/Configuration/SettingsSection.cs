using System.Reflection;

namespace Bridge.Configuration;

/// <summary>Options and the section they are bound to, as a feature registered them: their properties are what can be set.</summary>
/// <param name="Section">Empty for the top level.</param>
internal sealed record SettingsSection(Type Options, string Section)
{
    /// <summary>Every key, with <c>*</c> for a number or a name that is chosen freely.</summary>
    public IEnumerable<SettingKey> Keys() => KeysOf(Options, Section);

    private static IEnumerable<SettingKey> KeysOf(Type options, string path) =>
        options
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .SelectMany(property => KeysOf(property, property.PropertyType, Settings.Key(path, property.Name)));

    private static IEnumerable<SettingKey> KeysOf(PropertyInfo property, Type type, string path)
    {
        if (ElementOf(type) is { } element)
        {
            SettingKey[] whole = IsValue(element) ? [new(path, property)] : [];
            return [.. whole, .. KeysOf(property, element, path + ":*")];
        }

        return IsValue(type) ? [new(path, property)] : KeysOf(type, path);
    }

    /// <summary>What a list or a dictionary holds; null for everything else.</summary>
    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType
            ? type.GetGenericArguments()[^1] is var last && Nullable.GetUnderlyingType(type) is null ? last
                : null
        : null;

    private static bool IsValue(Type type) =>
        type.Namespace == nameof(System) || type.IsEnum || Nullable.GetUnderlyingType(type) is not null;
}

/// <summary>One key that can be set.</summary>
/// <param name="Path">With <c>*</c> for a number or a name that is chosen freely.</param>
/// <param name="Property">What it sets.</param>
internal sealed record SettingKey(string Path, PropertyInfo? Property)
{
    private readonly string[] _segments = Path.Split(':');
    private readonly string? _summary;

    /// <summary>What it is for; null for what is the host's.</summary>
    public string? Summary
    {
        get => _summary ?? (Property is null ? null : SettingSummaries.Of(Property));
        init => _summary = value;
    }

    public bool Matches(string key)
    {
        var segments = key.Split(':');
        return segments.Length == _segments.Length
            && _segments.Zip(segments).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The key with the freely chosen parts of another one like it.</summary>
    public string Like(string key)
    {
        var segments = key.Split(':');
        return string.Join(':', _segments.Select((segment, at) => segment == "*" && at < segments.Length ? segments[at] : segment));
    }
}
