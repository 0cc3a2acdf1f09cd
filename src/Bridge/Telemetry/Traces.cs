using System.Diagnostics;
using Bridge.Core.Events;

namespace Bridge.Telemetry;

/// <summary>
/// The spans of an event's way: Meta's POST, making it durable, intake, the POST to the collector; named as OpenTelemetry's semantic
/// conventions say. No attribute holds personal data. Nothing is made while nobody listens.
/// </summary>
/// <remarks>
/// Where many become one, the span belongs to the only trace there is among them, and otherwise begins one that links to each.
/// </remarks>
internal static class Traces
{
    public const string SourceName = "Bridge";

    /// <summary>So many links has a span at most; in a group of hundreds the first ones stand for the others.</summary>
    private const int MostLinks = 64;

    private static readonly ActivitySource Source = new(
        new ActivitySourceOptions(SourceName)
        {
            Version = TrackEvent.LibraryVersion,
            TelemetrySchemaUrl = "https://opentelemetry.io/schemas/1.44.0",
        }
    );

    /// <summary>
    /// What is kept with an event so that what becomes of it joins the trace: a <c>traceparent</c>; null when none is recorded.
    /// </summary>
    public static string? Parent => Activity.Current is { Recorded: true } current ? current.Id : null;

    /// <summary>A POST was read and belongs to somebody known. What a stranger says of traces is not believed.</summary>
    public static Activity? Receive(string route) =>
        Source.HasListeners()
            ? Source.StartActivity(
                $"POST {route}",
                ActivityKind.Server,
                parentContext: default,
                [new("http.request.method", "POST"), new("http.route", route), new("url.path", route)]
            )
            : null;

    /// <summary>Ends a span with what was answered.</summary>
    /// <returns>The same status.</returns>
    public static int Answered(this Activity? span, int status)
    {
        span?.SetTag("http.response.status_code", status);
        if (status >= 500)
        {
            span?.Fail($"{status}");
        }

        return status;
    }

    /// <summary>Items are made durable; only within a trace that is recorded.</summary>
    public static Activity? Send(EventChannel channel, int items) =>
        Activity.Current is { Recorded: true }
            ? Source.StartActivity($"send {channel.Name}", ActivityKind.Producer, default(ActivityContext), channel.Tags("send", items))
            : null;

    /// <summary>Items are taken in together.</summary>
    /// <param name="parents">The <c>traceparent</c> of each that has one.</param>
    public static Activity? Process(EventChannel channel, int items, IEnumerable<string?> parents) =>
        StartWith(parents, $"process {channel.Name}", ActivityKind.Consumer, () => channel.Tags("process", items));

    /// <summary>Events are posted to a collector together.</summary>
    /// <param name="resends">How often one of them was posted before, at most.</param>
    public static Activity? Deliver(string destination, Uri url, int events, int resends, IEnumerable<string?> parents)
    {
        var span = StartWith(
            parents,
            "POST",
            ActivityKind.Client,
            () =>
                [
                    new("http.request.method", "POST"),
                    new("server.address", url.Host),
                    new("server.port", url.Port),
                    new("url.full", url.GetLeftPart(UriPartial.Path)),
                    new("bridge.destination", destination),
                    new("bridge.events", events),
                ]
        );
        return resends > 0 ? span?.SetTag("http.request.resend_count", resends) : span;
    }

    /// <param name="error">What went wrong, a word or a status.</param>
    public static void Fail(this Activity span, string error) => span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);

    private static Activity? StartWith(
        IEnumerable<string?> parents,
        string name,
        ActivityKind kind,
        Func<IEnumerable<KeyValuePair<string, object?>>> tags
    )
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var contexts = parents.OfType<string>().Distinct().Take(MostLinks).Select(Read).OfType<ActivityContext>().ToList();
        return contexts switch
        {
            [] => null,
            [var only] => Source.StartActivity(name, kind, only, tags()),
            _ => Source.StartActivity(name, kind, default(ActivityContext), tags(), contexts.Select(context => new ActivityLink(context))),
        };
    }

    private static ActivityContext? Read(string parent) =>
        ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : null;
}

/// <summary>What events travel through from receiving to intake, as traces name it.</summary>
/// <param name="System">Such as <c>rabbitmq</c>.</param>
/// <param name="Name">The queue's, or <c>spool</c>.</param>
internal sealed record EventChannel(string System, string Name)
{
    public static EventChannel Spool { get; } = new("bridge_spool", "spool");

    public static EventChannel Queue(string name) => new("rabbitmq", name);

    public IEnumerable<KeyValuePair<string, object?>> Tags(string operation, int items) =>
        [
            new("messaging.system", System),
            new("messaging.destination.name", Name),
            new("messaging.operation.name", operation),
            new("messaging.operation.type", operation),
            new("messaging.batch.message_count", items),
        ];
}
