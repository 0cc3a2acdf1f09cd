using Bridge.Delivery;
using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>
/// Asks each collector whether it can be reached and takes the write key, with an empty batch: the answer to that, good or bad, creates no
/// event.
/// </summary>
internal static class CollectorProbe
{
    public static IEnumerable<SelfCheck> ChecksFor(Destinations destinations, ICollectorApi api) =>
        destinations
            .Collectors.OrderBy(destination => destination.Name, StringComparer.Ordinal)
            .Select(destination => new SelfCheck("collector", cancellationToken => ProbeAsync(api, destination, cancellationToken)));

    /// <summary>What an answer to the empty batch means.</summary>
    /// <param name="key">The section the address and the key come from, such as <c>Collector</c>.</param>
    private static SelfCheckResult Judge(int status, string key, string target) =>
        status switch
        {
            (>= 200 and < 300) or 400 or 422 => new(
                $"{target} answers {status} to an empty batch: reachable, and the write key is accepted"
            ),
            401 or 403 => new(
                $"{target} answers {status}: the write key is refused",
                $"Set {Describe(key, "WriteKey")} to a write key of this collector."
            ),
            404 or 405 => new(
                $"{target} answers {status}: nothing takes events there",
                $"Correct the path in {Describe(key, "Url")}; without a path it is /v1/capture."
            ),
            >= 300 and < 400 => new(
                $"{target} answers {status}: it redirects, and Bridge does not follow",
                $"Set {Describe(key, "Url")} to the address it redirects to."
            ),
            _ => new(
                $"{target} answers {status}: it is not well",
                "See to the collector. Bridge keeps the events meanwhile and tries again."
            ),
        };

    private static async Task<SelfCheckResult> ProbeAsync(ICollectorApi api, Destination destination, CancellationToken cancellationToken)
    {
        var section = destination.Name == Destinations.Default ? "Collector" : $"Sources:{destination.Name}";
        var target = destination.Url.GetLeftPart(UriPartial.Path);
        var answer = await api.CaptureAsync(destination, [], cancellationToken);
        return answer.Status is { } status
            ? Judge(status, section, target)
            : new($"{target} cannot be reached: {answer.Summary}", $"Correct {Describe(section, "Url")}, or let this machine reach it.");
    }

    private static string Describe(string section, string name) => Configuration.Settings.Describe($"{section}:{name}");
}
