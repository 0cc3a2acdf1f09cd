using Bridge.Configuration;
using Bridge.Core.Conversions;
using Bridge.Core.Translation;
using Bridge.Delivery;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>Says which conversions Meta would never hear of, since <c>Events:Forward</c> holds back their events.</summary>
internal sealed class ForwardedConversions(Forwarding forwarding) : IValidateOptions<DestinationOptions>
{
    public ValidateOptionsResult Validate(string? name, DestinationOptions options) =>
        name == DestinationOptionsValidator.AtStart && FindProblems(options.Conversions).ToList() is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(problems)
            : ValidateOptionsResult.Skip;

    private IEnumerable<string> FindProblems(ConversionOptions options) =>
        from entry in options.Conversions
        where ConversionMap.ProblemOf(entry) is null && !forwarding.Allows(ConversionMap.EventOf(entry))
        select $"{Settings.Describe("Attribution:Conversions")} names {ConversionMap.EventOf(entry)}, which does not leave: "
            + $"add it to {Settings.Describe("Events:Forward")}.";
}
