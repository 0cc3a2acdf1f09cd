using System.Globalization;
using System.Text;

namespace Bridge.Simulation.Collecting;

/// <summary>Where the sample collector shows what it got: <c>/events</c> and below.</summary>
internal sealed class EventsEndpoints(TakenEvents taken, CaptureEndpoint capture)
{
    private const string LimitName = "limit";
    private const int DefaultLimit = 100;

    private const string Guide = """
        A collector for rehearsals.

        POST /v1/capture      takes batches of track events
        GET  /events          the latest events; ?limit=500, and filters such as ?event=message.read&properties.messageId=wamid...
        GET  /events/count    how many, by name
        GET  /events/{id}     how often the event with that context.eventId came, and when first
        POST /events/lookup   {"ids":[...]}: the same of many at once
        POST /events/derived  {"keys":[{"event":"contact.created","number":"...","userId":"+254..."}]}: how many of these there are

        """;

    public void Map(WebApplication app)
    {
        app.MapGet("/", () => Results.Text(Guide));
        app.MapGet("/healthz/ready", () => Results.Ok());
        app.MapGet("/events", Latest);
        app.MapGet("/events/count", () => Results.Json(Totals(), CollectorJson.Default.Totals));
        app.MapGet(
            "/events/{id:guid}",
            (Guid id) => Known(id) is { } known ? Results.Json(known, CollectorJson.Default.KnownEvent) : Results.NotFound()
        );
        app.MapPost("/events/lookup", LookUpAsync);
        app.MapPost("/events/derived", CountDerivedAsync);
    }

    public Totals Totals() => new(taken.Count, taken.Doubled, capture.TurnedAway, capture.Refused, taken.ByName);

    private IResult Latest(HttpRequest request)
    {
        var limit = int.TryParse(request.Query[LimitName], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : DefaultLimit;
        var filters = request
            .Query.Where(pair => pair.Key != LimitName)
            .Select(pair => new EventFilter(pair.Key, pair.Value.ToString()))
            .ToList();
        var events = taken.Latest(filters, limit).Select(Encoding.UTF8.GetString);
        return Results.Text($$"""{"events":[{{string.Join(",\n", events)}}]}""", "application/json", Encoding.UTF8);
    }

    private async Task<IResult> LookUpAsync(HttpRequest request)
    {
        var question = await request.ReadFromJsonAsync(CollectorJson.Default.LookupRequest, request.HttpContext.RequestAborted);
        return Results.Json(
            new LookupAnswer([.. (question?.Ids ?? []).Select(Known).OfType<KnownEvent>()]),
            CollectorJson.Default.LookupAnswer
        );
    }

    private async Task<IResult> CountDerivedAsync(HttpRequest request)
    {
        var question = await request.ReadFromJsonAsync(CollectorJson.Default.DerivedRequest, request.HttpContext.RequestAborted);
        var counts = (question?.Keys ?? []).Distinct().Select(key => new DerivedCount(key, taken.CountDerived(key)));
        return Results.Json(new DerivedAnswer([.. counts.Where(each => each.Count > 0)]), CollectorJson.Default.DerivedAnswer);
    }

    private KnownEvent? Known(Guid id) => taken.Find(id) is { } found ? new KnownEvent(id, found.Count, found.FirstAt) : null;
}
