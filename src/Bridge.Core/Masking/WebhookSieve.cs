using System.Collections.Frozen;
using Bridge.Core.Json;

namespace Bridge.Core.Masking;

/// <summary>
/// Of what Meta or the broker sent: the names of its members, and the values of those few that hold kinds, error codes, times and ids of
/// the business wherever they stand.
/// </summary>
internal static class WebhookSieve
{
    /// <summary>Words of Meta's; nothing in them is anybody's own.</summary>
    private static readonly FrozenSet<string> Words = new HashSet<string>
    {
        "type",
        "messaging_product",
        "status",
        "event",
        "category",
        "pricing_model",
        "mime_type",
        "direction",
        "decision",
        "severity",
        "alert_type",
        "alert_status",
        "alert_severity",
        "entity_type",
        "new_quality_score",
        "previous_quality_score",
        "message_template_language",
        "current_limit",
        "source_type",
        "recipient_type",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Times = new HashSet<string>
    {
        "time",
        "timestamp",
        "expiration_timestamp",
        "watermark",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Codes = new HashSet<string> { "code", "error_code", "error_subcode" }.ToFrozenSet();

    private static readonly FrozenSet<string> Ids = new HashSet<string>
    {
        "phone_number_id",
        "waba_id",
        "business_account_id",
        "message_template_id",
        "app_id",
    }.ToFrozenSet();

    /// <summary>What a person filled in, whatever its members are called.</summary>
    private static readonly FrozenSet<string> Personal = new HashSet<string>
    {
        "text",
        "contacts",
        "profile",
        "phones",
        "emails",
        "addresses",
        "urls",
        "org",
        "name",
        "values",
        "location",
        "vcard",
        "body",
        "response_json",
        "payload",
        "user",
        "users",
    }.ToFrozenSet();

    private static readonly Sieve Inside = new(value => Sieve.Raw(value, Harmless.IsFlag), Of);

    /// <summary>The account a webhook is about: the only <c>id</c> that is the business's, not a message's or a person's.</summary>
    private static readonly Sieve Entry = new(_ => null, name => name == "id" ? Value(Harmless.IsId) : Of(name));

    public static readonly Sieve Root = new(_ => null, name => name == "entry" ? Entry : Of(name));

    private static Sieve Of(string name) =>
        Personal.Contains(name) ? Sieve.Nothing
        : name is "field" or "object" ? Value(IsFieldName)
        : Words.Contains(name) ? Value(Harmless.IsWord)
        : Times.Contains(name) ? Value(Harmless.IsTime)
        : Codes.Contains(name) ? Value(Harmless.IsCode)
        : Ids.Contains(name) ? Value(Harmless.IsId)
        : name == "display_phone_number" ? Value(Harmless.IsPhone)
        : Inside;

    /// <summary>What an unknown webhook is called in the list must not be read in its content.</summary>
    private static bool IsFieldName(JsonView value) => value.Text is { } text && MaskedText.FieldName(text) == text;

    /// <summary>Where an object stands instead, its members are judged by their own names.</summary>
    private static Sieve Value(Func<JsonView, bool> isHarmless) => new(value => Sieve.Raw(value, isHarmless), Of);
}
