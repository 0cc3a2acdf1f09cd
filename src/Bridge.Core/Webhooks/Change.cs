using Bridge.Core.Json;

namespace Bridge.Core.Webhooks;

/// <summary>One change of one entry: <c>entry[].changes[]</c>, what a webhook field says.</summary>
/// <param name="Field">Its webhook field, such as <c>messages</c>; empty when Meta left it out.</param>
/// <param name="Value">What it says; an object.</param>
/// <param name="Raw">The whole change.</param>
/// <param name="EntryId">Mostly the WhatsApp Business Account id; a portfolio id for partner events, <c>0</c> in dashboard tests.</param>
/// <param name="EntryTime">When Meta sent it, on account and template fields; absent on messages.</param>
/// <param name="ReceivedAt">When Bridge received the webhook.</param>
public sealed record Change(string Field, JsonView Value, JsonView Raw, string? EntryId, JsonView EntryTime, DateTimeOffset ReceivedAt)
{
    private Contacts? _contacts;

    /// <summary>What it says; an object, or the part of one whose items are being translated.</summary>
    public JsonView Value
    {
        get;
        init => (field, _contacts) = (value, null);
    } = Value;

    /// <summary>
    /// The business number the change is about, on messaging fields: <c>value.metadata.phone_number_id</c>; on handovers it is the
    /// recipient.
    /// </summary>
    public string? PhoneNumberId { get; } =
        (Value["metadata"u8]["phone_number_id"u8].Id ?? Value["recipient"u8]["phone_number_id"u8].Id)
        ?? (Value["phone_number_settings"u8]["phone_number_id"u8].Id ?? Value["account_offboarded"u8]["phone_number_id"u8].Id)
        ?? (Value["account_reconnected"u8]["phone_number_id"u8].Id ?? Value["phone_number_id"u8].Id);

    /// <summary>That number as people see it.</summary>
    public JsonView DisplayPhoneNumber { get; } = Value["metadata"u8]["display_phone_number"u8];

    /// <summary>Where it happened: <c>whatsapp</c>, <c>messenger</c> or <c>instagram</c>.</summary>
    public string Channel { get; init; } = "whatsapp";

    /// <summary>What the business is reached by: the business number, or the page.</summary>
    public string? Account => PhoneNumberId ?? (Channel == "whatsapp" ? null : EntryId);

    /// <summary>Another sender is handling the thread; Bridge's business only listens (<c>standby</c>).</summary>
    public bool IsStandby { get; init; }

    /// <summary>It tells of the past, from the one-time synchronisation of a phone's history.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>The one conversation all of it belongs to, in a phone's history: <c>{id, context:{wa_id, user_id, …}}</c>.</summary>
    public JsonView Thread { get; init; }

    /// <summary>What this was narrowed down from, when its value is an element of a list within the change.</summary>
    internal Change? Around { get; private init; }

    /// <summary>The people the change speaks of.</summary>
    internal Contacts Contacts => _contacts ??= new Contacts(Value["contacts"u8]);

    /// <summary>The same change with only one element of a list of its in view.</summary>
    internal Change Within(JsonView element) => this with { Value = element, Around = this };
}
