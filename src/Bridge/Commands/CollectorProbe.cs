using System.Net;
using System.Text;
using Bridge.Delivery;
using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>
/// Asks each collector whether it can be reached and takes the write key, with an empty batch: the answer to that, good or bad, creates no
/// event.
/// </summary>
internal static class CollectorProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IEnumerable<SelfCheck> ChecksFor(Destinations destinations) =>
        destinations
            .All.OrderBy(destination => destination.Name, StringComparer.Ordinal)
            .Select(destination => new SelfCheck("collector", cancellationToken => ProbeAsync(destination, cancellationToken)));

    /// <summary>What an answer to the empty batch means.</summary>
    /// <param name="key">The section the address and the key come from, such as <c>Collector</c>.</param>
    public static SelfCheckResult Judge(HttpStatusCode status, string key, string target) =>
        (int)status switch
        {
            (>= 200 and < 300) or 400 or 422 => new(
                $"{target} answers {(int)status} to an empty batch: reachable, and the write key is accepted"
            ),
            401 or 403 => new(
                $"{target} answers {(int)status}: the write key is refused",
                $"Set {Describe(key, "WriteKey")} to a write key of this collector."
            ),
            404 or 405 => new(
                $"{target} answers {(int)status}: nothing takes events there",
                $"Correct the path in {Describe(key, "Url")}; without a path it is /v1/capture."
            ),
            >= 300 and < 400 => new(
                $"{target} answers {(int)status}: it redirects, and Bridge does not follow",
                $"Set {Describe(key, "Url")} to the address it redirects to."
            ),
            _ => new(
                $"{target} answers {(int)status}: it is not well",
                "See to the collector. Bridge keeps the events meanwhile and tries again."
            ),
        };

    private static async Task<SelfCheckResult> ProbeAsync(Destination destination, CancellationToken cancellationToken)
    {
        var section = destination.Name == Destinations.Default ? "Collector" : $"Sources:{destination.Name}";
        var target = destination.Url.GetLeftPart(UriPartial.Path);
        var fix = $"Correct {Describe(section, "Url")}, or let this machine reach it.";
        try
        {
            return Judge(await PostEmptyBatchAsync(destination, cancellationToken), section, target);
        }
        catch (HttpRequestException exception)
        {
            return new($"{target} cannot be reached: {exception.Message}", fix);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new($"{target} gives no answer within {Patience.TotalSeconds} s", fix);
        }
    }

    private static async Task<HttpStatusCode> PostEmptyBatchAsync(Destination destination, CancellationToken cancellationToken)
    {
        using var handler = DeliverySetup.NewHandler();
        using var client = new HttpClient(handler) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, destination.Url);
        request.Content = new StringContent("""{"batch":[]}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("X-Write-Key", destination.WriteKey);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode;
    }

    private static string Describe(string section, string name) => Configuration.Settings.Describe($"{section}:{name}");
}
