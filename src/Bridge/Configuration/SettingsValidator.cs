using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Bridge.Configuration;

/// <summary>Options that have rules beyond those of their single properties.</summary>
internal interface IHasRules
{
    /// <summary>
    /// One sentence for each rule broken, naming the key, its environment variable and the fix. Asked when each property by itself is
    /// sound.
    /// </summary>
    IEnumerable<string> FindProblems();
}

/// <summary>
/// Says of each property that breaks its annotation which key that is, which environment variable sets it, and what is allowed; or what the
/// annotation itself has to say.
/// </summary>
internal sealed class SettingsValidator<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var problems = typeof(T).GetProperties().SelectMany(property => FindProblems(property, property.GetValue(options))).ToList();
        if (problems.Count == 0 && options is IHasRules rules)
        {
            problems.AddRange(rules.FindProblems());
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> FindProblems(PropertyInfo property, object? value) =>
        from rule in property.GetCustomAttributes<ValidationAttribute>()
        where !rule.IsValid(value)
        select rule.ErrorMessage ?? $"{Settings.Describe(Settings.Key(section, property.Name))} {Explain(rule, value)}.";

    private static string Explain(ValidationAttribute rule, object? value) =>
        rule switch
        {
            RangeAttribute range => $"must be between {range.Minimum} and {range.Maximum}, but is {value}",
            RequiredAttribute => "is missing",
            _ => "is not valid: " + rule.FormatErrorMessage("the value").TrimEnd('.'),
        };
}
