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
        builder.Services.AddSingleton<IOptionsChangeTokenSource<T>>(new ConfigurationChangeTokenSource<T>(settings));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>, SettingsValidator<T>>(_ => new(section)));
        return builder.Services.AddOptions<T>().Configure(options => Bind(settings, section, options)).ValidateOnStart();
    }

    /// <summary>How a sentence names a key: <c>Meta:AppSecrets (environment META_APP_SECRET)</c>.</summary>
    public static string Describe(string key) => $"{key} (environment {ShortNames.EnvironmentVariable(key)})";

    public static string Key(string section, string name) => section.Length == 0 ? name : $"{section}:{name}";

    private static void Bind<T>(IConfiguration settings, string section, T options)
        where T : class
    {
        var problems = typeof(T).GetProperties().Select(property => FindProblem(settings, section, property)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(T), problems);
        }

        settings.Bind(options);
    }

    /// <summary>The binder would throw a sentence about types; this one is about what to write instead.</summary>
    private static string? FindProblem(IConfiguration settings, string section, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return settings[property.Name] is { } value && (type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan)) && !CanBe(type, value)
            ? $"{Describe(Key(section, property.Name))} must be {Expected(type)}, but is \"{value}\"."
            : null;
    }

    private static bool CanBe(Type type, string value) =>
        type.IsEnum ? Enum.TryParse(type, value, ignoreCase: true, out _) : TypeDescriptor.GetConverter(type).IsValid(value);

    private static string Expected(Type type) =>
        type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 00:00:30 or 7.00:00:00"
        : "a number";
}
