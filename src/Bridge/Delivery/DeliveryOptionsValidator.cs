using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>Says what is out of range in one sentence that names the key and its environment variable.</summary>
internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var problems = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.ConvertAll(Sentence));
    }

    private static string Sentence(ValidationResult problem)
    {
        var key = problem.MemberNames.First();
        return $"{DeliveryOptions.Section}:{key} ({DeliveryOptions.Section}__{key}): {problem.ErrorMessage}";
    }
}
