using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Configuration;

/// <summary>Options of a feature: bound to a section, and validated at start with sentences an operator can act on.</summary>
internal static class Settings
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a section (the root for <c>""</c>) and validates its annotations and <see cref="IHasRules"/> at
    /// start.
    /// </summary>
    public static OptionsBuilder<T> AddSettings<T>(this IHostApplicationBuilder builder, string section)
        where T : class
    {
        var settings = section.Length == 0 ? (IConfiguration)builder.Configuration : builder.Configuration.GetSection(section);
        builder.DeclareSettings<T>(section);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<T>>(new ConfigurationChangeTokenSource<T>(settings));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>, SettingsValidator<T>>(_ => new(section)));
        return builder.Services.AddOptions<T>().Configure(options => Bind(settings, section, options)).ValidateOnStart();
    }

    /// <summary>Says that the properties of <typeparamref name="T"/> can be set there, where the feature reads them by itself.</summary>
    /// <param name="section">With <c>*</c> for a name that is chosen freely.</param>
    public static IHostApplicationBuilder DeclareSettings<T>(this IHostApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddSingleton(new SettingsSection(typeof(T), section));
        return builder;
    }

    /// <summary>How a sentence names a key: <c>Meta:AppSecrets (environment META_APP_SECRET)</c>.</summary>
    public static string Describe(string key) => $"{key} (environment {ShortNames.EnvironmentVariable(key)})";

    public static string Key(string section, string name) => section.Length == 0 ? name : $"{section}:{name}";

    /// <summary>Sets options from their section, durations also as people write them.</summary>
    /// <exception cref="OptionsValidationException">A value is of the wrong kind.</exception>
    public static void Bind<T>(IConfiguration settings, string section, T options)
        where T : class
    {
        var problems = typeof(T).GetProperties().Select(property => FindProblem(settings, section, property)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(T), problems);
        }

        WithDurations(settings, typeof(T)).Bind(options);
    }

    /// <summary>The same settings, with durations as the binder reads them.</summary>
    private static IConfiguration WithDurations(IConfiguration settings, Type options)
    {
        var durations = options
            .GetProperties()
            .Select(property => KeyValuePair.Create(property.Name, Translated(settings, property)))
            .Where(one => one.Value is not null)
            .ToList();
        return durations.Count == 0
            ? settings
            : new ConfigurationBuilder()
                .AddInMemoryCollection(settings.AsEnumerable(makePathsRelative: true))
                .AddInMemoryCollection(durations)
                .Build();
    }

    /// <summary>A duration such as <c>7d</c> as the binder reads it; null for what it reads itself.</summary>
    private static string? Translated(IConfiguration settings, PropertyInfo property) =>
        settings[property.Name] is not { } value || Duration.Parse(value.Trim()) is not { } duration ? null
        : TypeOf(property) == typeof(TimeSpan) ? duration.ToString()
        : UnitOf(property) is { } unit && duration.Ticks % unit.Ticks == 0 ? $"{duration.Ticks / unit.Ticks}"
        : null;

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>What a whole number counts, by its name; null when it counts no time.</summary>
    private static TimeSpan? UnitOf(PropertyInfo property) =>
        TypeOf(property) != typeof(int) ? null
        : property.Name.EndsWith("Milliseconds", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(1)
        : property.Name.EndsWith("Seconds", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1)
        : null;

    /// <summary>The binder would throw a sentence about types; this one is about what to write instead.</summary>
    private static string? FindProblem(IConfiguration settings, string section, PropertyInfo property)
    {
        var type = TypeOf(property);
        return
            settings[property.Name] is { } value
            && (type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan))
            && !CanBe(type, Translated(settings, property) ?? value)
            ? $"{Describe(Key(section, property.Name))} must be {Expected(type)}, but is \"{value}\"."
            : null;
    }

    private static bool CanBe(Type type, string value) =>
        type.IsEnum ? Enum.TryParse(type, value, ignoreCase: true, out _) : TypeDescriptor.GetConverter(type).IsValid(value);

    private static string Expected(Type type) =>
        type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 30s, 7d or 7.00:00:00"
        : "a number";
}
