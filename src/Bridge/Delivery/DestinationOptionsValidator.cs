using Bridge.Configuration;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>
/// Says what is missing or wrong about the destinations, each in one sentence that names the key and its environment variable.
/// </summary>
internal sealed class DestinationOptionsValidator : IValidateOptions<DestinationOptions>
{
    /// <summary>The name under which the options are validated when the process starts.</summary>
    /// <remarks>
    /// Only then: options that fail validation in a reload throw out of the file watcher, where nobody hears them;
    /// <see cref="Destinations"/> judges those itself.
    /// </remarks>
    public const string AtStart = "at start";

    public ValidateOptionsResult Validate(string? name, DestinationOptions options) =>
        name != AtStart ? ValidateOptionsResult.Skip
        : Problems(options).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems)
        : ValidateOptionsResult.Success;

    /// <summary>What is wrong, one sentence each; empty when all is well. No sentence holds a write key.</summary>
    public static IEnumerable<string> Problems(DestinationOptions options)
    {
        var collector = options.Collector;
        IEnumerable<string?> found =
        [
            Url("Collector:Url", collector.Url, required: true, collector.AllowHttp),
            WriteKey("Collector:WriteKey", collector.WriteKey),
            .. options.Sources.SelectMany(source => Source(source.Key, source.Value, collector.AllowHttp)),
            .. options.Conversions.FindProblems(),
        ];
        return found.OfType<string>();
    }

    private static IEnumerable<string?> Source(string id, SourceOptions source, bool allowHttp) =>
        [
            id.Equals(Destinations.Default, StringComparison.OrdinalIgnoreCase)
                ? $"{Settings.Describe($"Sources:{id}:Url")} has a name that belongs to the default destination: set that by "
                    + "Collector:Url and Collector:WriteKey."
                : null,
            id.Equals(ConversionCopy.Destination, StringComparison.OrdinalIgnoreCase)
                ? $"{Settings.Describe($"Sources:{id}:Url")} has a name that belongs to what Meta is told (Attribution:Conversions): "
                    + "name the source by its phone_number_id."
                : null,
            Url($"Sources:{id}:Url", source.Url, required: false, allowHttp),
            WriteKey($"Sources:{id}:WriteKey", source.WriteKey),
        ];

    private static string? Url(string key, string? value, bool required, bool allowHttp)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return required
                ? $"{Settings.Describe(key)} is missing: set it to the collector's address, such as https://collector.example.com."
                : null;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return $"{Settings.Describe(key)} must be an address that starts with https:// or http://.";
        }

        return url switch
        {
            { UserInfo.Length: > 0 } =>
                $"{Settings.Describe(key)} holds a user name or password: the collector knows Bridge by the write key alone.",
            { IsLoopback: false, Scheme: "http" } when !allowHttp =>
                $"{Settings.Describe(key)} is not https, but \"{value}\": use https, or set "
                    + "Collector:AllowHttp=true if the network between is private.",
            _ => null,
        };
    }

    private static string? WriteKey(string key, string? value) =>
        string.IsNullOrWhiteSpace(value)
            ? $"{Settings.Describe(key)} is missing: set it to the write key the collector gave you."
            : HeaderSecret.FindProblem(key, value, "write key");
}
