using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Simulation.Load;

/// <summary>What must come of a post, worked out apart from the running Bridge.</summary>
/// <param name="DeadLetters">How many of its items are none that a collector gets.</param>
internal sealed record PostedEvents(IReadOnlyList<PostedEvent> Events, int DeadLetters)
{
    /// <param name="captureName">What Bridge calls the key with which a CRM posts.</param>
    public static PostedEvents Of(Post post, DateTimeOffset answeredAt, TranslationOptions options, string captureName)
    {
        if (post.IsFromCrm)
        {
            return OfCrm(CaptureReader.Read(post.Body, new CaptureSender(captureName, []), answeredAt, options.HandoffTriggers));
        }

        var translation = WebhookTranslator.Translate(post.Body, answeredAt, options);
        return new PostedEvents(
            [.. translation.Events.Select(PostedEvent.Of)],
            translation.Unreadable.Count + translation.Unrecognised.Count
        );
    }

    /// <summary>Of messages Meta told before, with the same ids.</summary>
    private static PostedEvents OfCrm(CaptureRequest request) =>
        new(
            [
                .. from item in request.Events
                where !item.Name.StartsWith("message.", StringComparison.Ordinal)
                select new PostedEvent(item.Id, item.Name, item.Subject, item.Source, Implies: null),
            ],
            request.Invalid.Count
        );
}

/// <summary>An event that the collector must get.</summary>
/// <param name="About">Whom it is about, and what it does.</param>
/// <param name="Source">The business number.</param>
/// <param name="Implies">The id of the event that it implies.</param>
internal sealed record PostedEvent(Guid Id, string Name, EventSubject About, string? Source, Guid? Implies)
{
    public const string Order = "order.placed";

    /// <summary>What a cart is worth; 0 of all else.</summary>
    public decimal Worth { get; private init; }

    public static PostedEvent Of(TrackEvent item) =>
        new(item.Id, item.Name, item.Subject, item.Source, item.Implies) { Worth = item.Name == Order ? WorthOf(item) : 0 };

    private static decimal WorthOf(TrackEvent order)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written))
        {
            order.WriteTo(json);
        }

        return (decimal?)JsonNode.Parse(written.WrittenSpan)!["properties"]!["orderTotal"] ?? 0;
    }
}
