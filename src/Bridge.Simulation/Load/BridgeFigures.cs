using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulation.Load;

/// <summary>Asks a Bridge what it still holds, so that what waits or is dead is not taken for lost.</summary>
internal sealed class BridgeFigures : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="bridge">Its base address.</param>
    /// <param name="key">Of any user of its page.</param>
    public BridgeFigures(Uri bridge, string key)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !bridge.IsLoopback })
        {
            BaseAddress = new Uri(bridge, "/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<HeldEvents> AskAsync(CancellationToken cancellationToken)
    {
        var overview = await GetAsync("api/overview", cancellationToken);
        return new HeldEvents(Sum(overview?["destinations"], "waiting") + Sum(overview?["backlogs"], "count"), Number(overview?["dead"]));
    }

    /// <summary>What its table of ads shows of the last days, by id.</summary>
    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<IReadOnlyDictionary<string, BookedAd>> AskAdsAsync(CancellationToken cancellationToken)
    {
        var table = await GetAsync("api/insights/charts/ads?since=7d", cancellationToken);
        if (table?["columns"] is not JsonArray columns || table["rows"] is not JsonArray rows)
        {
            throw new HttpRequestException($"{_client.BaseAddress} has no table of ads.");
        }

        var names = columns.Select(column => (string?)column?["name"]).ToList();
        var ofSeveral = Number(table["leftOut"]) > 0 ? 1 : 0;
        return rows.SkipLast(ofSeveral)
            .ToDictionary(
                row => (string)row![names.IndexOf("ad")]!,
                row => new BookedAd(Of(row, "people"), Of(row, "conversations"), Of(row, "answered"), Of(row, "messages"))
                {
                    Orders = Of(row, "orders"),
                    Value = ValueOf(row),
                }
            );

        int Of(JsonNode? row, string column) => (int)Number(row?[names.IndexOf(column)]);

        // Without any order there is no such column.
        decimal ValueOf(JsonNode? row) => names.IndexOf("value KES") is var at and >= 0 ? (decimal?)row?[at] ?? 0 : 0;
    }

    /// <summary>Every figure of the last days, by the name that the report gives it.</summary>
    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<IReadOnlyDictionary<string, double?>> AskTotalsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/insights?since=7d", cancellationToken))?["totals"] is JsonObject totals
            ? totals.ToDictionary(total => total.Key, total => (double?)total.Value)
            : throw new HttpRequestException($"{_client.BaseAddress} has no insights.");

    private async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken));
        }
        catch (HttpRequestException cause) when (Explain(cause.StatusCode) is { } why)
        {
            throw new HttpRequestException($"{_client.BaseAddress} {why} (environment BRIDGE_KEY).", cause, cause.StatusCode);
        }
        catch (JsonException cause)
        {
            throw new HttpRequestException($"{_client.BaseAddress} does not answer as a Bridge does.", cause);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string? Explain(HttpStatusCode? status) =>
        status switch
        {
            HttpStatusCode.NotFound => "is no Bridge with a page: leave out --key",
            HttpStatusCode.Unauthorized => "knows no user with this key: give another with --key",
            _ => null,
        };

    private static long Sum(JsonNode? list, string member) => (list as JsonArray)?.Sum(one => Number(one?[member])) ?? 0;

    private static long Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;
}

/// <param name="Waiting">Taken in or about to be, and not delivered yet.</param>
/// <param name="Dead">Dead letters that nobody has dealt with.</param>
internal readonly record struct HeldEvents(long Waiting, long Dead);
