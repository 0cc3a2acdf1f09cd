using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bridge.Core.Events;

/// <summary>One fact for the collector: an element of <c>batch[]</c> in <c>POST /v1/capture</c>.</summary>
/// <param name="Name">The event's name, such as <c>message.received</c>: lowercase words joined by dots and underscores.</param>
/// <param name="NaturalKey">What identifies the fact; <see cref="Id"/> is made of it. Never leaves Bridge.</param>
/// <param name="UserId">E.164 with <c>+</c>, a business-scoped user id, 64 hex digits, or <c>system</c>.</param>
/// <param name="Timestamp">When it happened according to Meta; the time of receipt where Meta gives none.</param>
/// <param name="Context">Where it happened.</param>
/// <param name="Properties">What happened.</param>
public sealed record TrackEvent(
    string Name,
    string NaturalKey,
    string UserId,
    DateTimeOffset Timestamp,
    EventContext Context,
    PropertyBag Properties
)
{
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Track = JsonEncodedText.Encode("track");
    private static readonly JsonEncodedText EventProperty = JsonEncodedText.Encode("event");
    private static readonly JsonEncodedText UserIdProperty = JsonEncodedText.Encode("userId");
    private static readonly JsonEncodedText TimestampProperty = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText ContextProperty = JsonEncodedText.Encode("context");
    private static readonly JsonEncodedText PropertiesProperty = JsonEncodedText.Encode("properties");

    /// <summary>How events are written everywhere: non-ASCII as it is, since the collector gets UTF-8 and size counts.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The version that stands in <c>context.library.version</c>.</summary>
    public static string LibraryVersion { get; } =
        typeof(TrackEvent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The id the collector may deduplicate by: <c>context.eventId</c>.</summary>
    public Guid Id { get; } = EventId.From(NaturalKey);

    /// <summary>
    /// The event that would say the same better and is expected shortly: this one is provisional. Intake holds it back for a while and
    /// drops it when the other comes, in whichever order.
    /// </summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>
    /// The event that must have happened when this one has, whether anybody tells of it or not: intake makes it unless it was told.
    /// </summary>
    public Guid? Implies { get; init; }

    /// <summary>What it does to its conversation; null for most.</summary>
    public ConversationStep? Step { get; init; }

    /// <summary>Where it stands in its conversation; only of what follows from one.</summary>
    public ConversationMark? Mark { get; init; }

    /// <summary>Whom it is about, where and when, for whoever handles it without reading it.</summary>
    public EventSubject Subject => EventSubject.Of(this);

    /// <summary>
    /// The business number it belongs to (<c>phone_number_id</c>), or the page, which chooses the destination; null for account events.
    /// </summary>
    public string? Source => Context.PhoneNumberId ?? (Context.Channel == "whatsapp" ? null : Context.BusinessAccountId);

    /// <summary>Writes the event exactly as it is posted.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString(Type, Track);
        writer.WriteString(EventProperty, Name);
        writer.WriteString(UserIdProperty, UserId);
        writer.WritePropertyName(TimestampProperty);
        Iso8601.Write(writer, Timestamp.UtcTicks);
        writer.WritePropertyName(ContextProperty);
        Context.WriteTo(writer, Id);
        writer.WritePropertyName(PropertiesProperty);
        Properties.WriteTo(writer);
        writer.WriteEndObject();
    }
}
