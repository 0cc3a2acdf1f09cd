using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulation.Graph;

/// <summary>
/// A Conversions API for rehearsals: it takes what Meta would take, all of a post or none, unless it is told to refuse, to throttle or to
/// hang.
/// </summary>
internal sealed class SampleConversions(string token)
{
    /// <summary>Of code 100: something of an event is wrong, such as its name or its click.</summary>
    public const int BadEvent = 2804066;

    private static readonly string[] Required = ["event_name", "event_time", "event_id", "action_source", "messaging_channel"];

    private readonly ConcurrentQueue<JsonObject> _taken = new();
    private int _posts;

    /// <summary>What was taken, each as often as it came.</summary>
    public IReadOnlyList<JsonObject> Taken => [.. _taken];

    /// <summary>How often something was posted.</summary>
    public int Posts => Volatile.Read(ref _posts);

    /// <summary>What the token has to be.</summary>
    public string Authorization { get; set; } = token;

    /// <summary>The error of Meta's that everything is answered with, such as 4, 190 and 80004; null for none.</summary>
    public int? Error { get; set; }

    /// <summary>The status without any word of Meta's that everything is answered with, such as 503; null for none.</summary>
    public int? Status { get; set; }

    /// <summary>What stands in such an answer, as a gateway in between writes it; null for nothing.</summary>
    public string? Body { get; set; }

    /// <summary>A click of which Meta knows nothing; null for none.</summary>
    public string? UnknownClick { get; set; }

    /// <summary>A click of which nothing is taken, without a word but the count; null for none.</summary>
    public string? OverlookedClick { get; set; }

    /// <summary>Takes what is posted, and then never answers.</summary>
    public bool IsSilent { get; set; }

    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        Interlocked.Increment(ref _posts);
        if (request.Headers.Authorization != Authorization)
        {
            return Refuse(190, null, "Error validating access token: Session has expired.");
        }

        if (Status is { } status)
        {
            return Results.Text(Body, "application/json", statusCode: status);
        }

        var events = await ReadAsync(request);
        return Error is { } error ? Refuse(error, null, "Refused.")
            : events.Count == 0 ? Refuse(100, null, "(#100) Missing or empty data.")
            : events.Exists(IsBad) ? Refuse(100, BadEvent, "Invalid parameter")
            : await TakeAsync(events, request.HttpContext.RequestAborted);
    }

    private static async Task<List<JsonObject>> ReadAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body?["data"] is JsonArray data ? [.. data.OfType<JsonObject>()] : [];
        }
        catch (JsonException)
        {
            return []; // answered as Meta answers it: there is nothing in it
        }
    }

    private async Task<IResult> TakeAsync(List<JsonObject> events, CancellationToken cancellationToken)
    {
        events.RemoveAll(told => ClickOf(told) == OverlookedClick);
        events.ForEach(_taken.Enqueue);
        if (IsSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Text($$"""{"events_received":{{events.Count}},"messages":[],"fbtrace_id":"A1"}""", "application/json");
    }

    private bool IsBad(JsonObject told) =>
        Required.Any(name => told[name] is null)
        || (string?)told["event_name"] == "Lead"
        || (string?)told["action_source"] != "business_messaging"
        || (string?)told["messaging_channel"] != "whatsapp"
        || told["user_data"]?["whatsapp_business_account_id"] is null
        || ClickOf(told) is not { } click
        || click == UnknownClick;

    private static string? ClickOf(JsonObject told) => (string?)told["user_data"]?["ctwa_clid"];

    private static IResult Refuse(int code, int? subcode, string message)
    {
        var error = new JsonObject
        {
            ["message"] = message,
            ["type"] = "OAuthException",
            ["code"] = code,
        };
        if (subcode is not null)
        {
            error["error_subcode"] = subcode;
            error["error_user_msg"] = "The event is not one that this dataset takes.";
        }

        return Results.Text(
            new JsonObject { ["error"] = error }.ToJsonString(),
            "application/json",
            statusCode: StatusCodes.Status400BadRequest
        );
    }
}
