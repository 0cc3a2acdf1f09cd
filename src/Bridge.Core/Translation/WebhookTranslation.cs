using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>What one webhook body became: events, and whatever could not become one, each item on its own.</summary>
public sealed class WebhookTranslation
{
    /// <summary>The rule that drops entries and changes that say nothing.</summary>
    public const string EmptyRule = "empty";

    private const int LongestFieldName = 64;

    /// <summary>So much may be kept around unreadable items, in bytes; what comes beyond is kept without what stands around it.</summary>
    private const int MostAroundItems = 4 << 20;

    private int _aroundItems;
    private int _items;
    private int _parts;

    public WebhookTranslation(TranslationOptions options) => Options = options;

    public List<TrackEvent> Events { get; } = [];

    /// <summary>
    /// What makes people known who are no news, where the events that say so are not asked for: it never leaves Bridge.
    /// </summary>
    public List<TrackEvent> Silent { get; } = [];

    /// <summary>Items that should have been events and could not: they become dead letters with their raw JSON.</summary>
    public List<Unreadable> Unreadable { get; } = [];

    /// <summary>Changes of fields Bridge has never heard of: one example per field and day becomes a dead letter.</summary>
    public List<Unrecognised> Unrecognised { get; } = [];

    /// <summary>What was dropped by a named rule: the rule, and the event or field it dropped. Counted, never silent.</summary>
    public List<Dropped> Dropped { get; } = [];

    /// <summary>Whether the body held nothing at all for intake.</summary>
    public bool IsEmpty => Events.Count == 0 && Silent.Count == 0 && Unreadable.Count == 0 && Unrecognised.Count == 0;

    /// <summary>How much came of the body so far, of whatever kind.</summary>
    internal int Count => Events.Count + Unreadable.Count + Unrecognised.Count + Dropped.Count;

    /// <summary>What may leave Bridge.</summary>
    internal TranslationOptions Options { get; }

    /// <summary>Whether the body holds more than it may; then what was made of it so far is worth nothing.</summary>
    internal bool IsOverfull => _items > Options.MaxItems || _parts > Options.MaxItems;

    /// <summary>Counts items; false once there are too many, and whoever walks a list ends.</summary>
    internal bool TakeItems(int count)
    {
        _items = (int)Math.Min((long)_items + count, int.MaxValue);
        return !IsOverfull;
    }

    /// <summary>Counts what holds items: entries, changes, and the threads of a phone's history.</summary>
    internal bool TakePart()
    {
        _parts++;
        return !IsOverfull;
    }

    /// <summary>The whole body.</summary>
    internal void AddUnreadable(string reason, ReadOnlyMemory<byte> raw, bool isJson = true) =>
        Unreadable.Add(new Unreadable(IdOf(Convert.ToHexStringLower(SHA256.HashData(raw.Span))), reason, Source: null, raw, isJson));

    /// <summary>An entry in which there is no change.</summary>
    internal void AddUnreadableEntry(string reason, JsonView entry) =>
        Unreadable.Add(
            Around(
                new Unreadable(IdOf(entry.Hash("\n")), reason, Source: null, entry.Raw, IsJson: true),
                () => SingleItemWebhook.OfEntry(entry)
            )
        );

    /// <summary>A change in which there is nothing.</summary>
    internal void AddUnreadableChange(string reason, JsonView entry, JsonView change) =>
        Unreadable.Add(
            Around(
                new Unreadable(IdOf(change.Hash($"{entry["id"u8].Id}\n")), reason, Source: null, change.Raw, IsJson: true),
                () => SingleItemWebhook.OfChange(entry, change)
            )
        );

    /// <summary>A change in which there is no item.</summary>
    internal void AddUnreadable(string reason, Change change) =>
        Unreadable.Add(
            new Unreadable(
                IdOf($"{change.Account}:{FactKey.Hash(change, change.Raw)}"),
                reason,
                change.Account,
                change.Raw.Raw,
                IsJson: true
            )
        );

    /// <summary>An item among others, which is kept with what a later version needs to translate it.</summary>
    /// <param name="list">Where it stands: the same words elsewhere are another item.</param>
    internal void AddUnreadable(string reason, Change change, ReadOnlySpan<byte> list, JsonView item)
    {
        var id = IdOf($"{change.Account}:{change.Field}:{Encoding.UTF8.GetString(list)}:{FactKey.Hash(change, item)}");
        Unreadable.Add(
            Around(new Unreadable(id, reason, change.Account, item.Raw, IsJson: true), () => SingleItemWebhook.Of(change, item))
        );
    }

    private Unreadable Around(Unreadable unreadable, Func<byte[]?> webhookOf)
    {
        var webhook = _aroundItems < MostAroundItems ? webhookOf() : null;
        _aroundItems += webhook?.Length ?? 0;
        // Not assigned when there is none: a null array would become memory that is empty, but there.
        return webhook is null ? unreadable : unreadable with { Webhook = webhook };
    }

    private static Guid IdOf(string said) => EventId.From($"unreadable:{said}");

    /// <summary>Something with nothing in it: dropped and counted, so that nothing disappears.</summary>
    /// <param name="name">The field or channel it came under.</param>
    internal void AddEmpty(string name) => Dropped.Add(new Dropped(EmptyRule, name.Length == 0 ? "(no field)" : Bounded(name)));

    internal void AddUnrecognised(Change change) =>
        AddUnrecognised(change.Field.Length == 0 ? "(no field)" : change.Field, change.PhoneNumberId, change.Raw.Raw, change.ReceivedAt);

    internal void AddUnrecognised(string name, string? source, ReadOnlyMemory<byte> raw, DateTimeOffset receivedAt)
    {
        var bounded = Bounded(name);
        var id = EventId.From($"unrecognised:{bounded}:{receivedAt.UtcDateTime:yyyy-MM-dd}");
        Unrecognised.Add(new Unrecognised(id, bounded, source, raw));
    }

    private static string Bounded(string name) => name.Length <= LongestFieldName ? name : name[..LongestFieldName];
}

/// <summary>Something that does not leave Bridge because a rule says so.</summary>
public readonly record struct Dropped(string Rule, string Name);

/// <summary>An item that could not be translated.</summary>
/// <param name="Id">From a hash of what it says and where: Meta's repetition of the same item is the same dead letter, the same words about
/// another number are not.</param>
/// <param name="Reason">One sentence that says what is missing or wrong; holds no personal data.</param>
/// <param name="Source">The business number, when it is known.</param>
/// <param name="Raw">The item's bytes as Meta sent them; not necessarily JSON, nor UTF-8, when the whole body was unreadable.</param>
/// <param name="IsJson">Whether <paramref name="Raw"/> is well-formed JSON.</param>
public sealed record Unreadable(Guid Id, string Reason, string? Source, ReadOnlyMemory<byte> Raw, bool IsJson)
{
    /// <summary>
    /// The webhook with nothing but this item in it, which can be translated by itself; null when <see cref="Raw"/> is that already.
    /// </summary>
    public ReadOnlyMemory<byte>? Webhook { get; init; }

    /// <summary>
    /// Writes <c>{"reason":…,"source":…,"raw":…}</c>; what is not JSON stands as a string, what is not even UTF-8 as <c>rawBase64</c>.
    /// </summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("reason"u8, Reason);
        if (Source is not null)
        {
            writer.WriteString("source"u8, Source);
        }

        WriteRaw(writer);
        writer.WriteEndObject();
    }

    private void WriteRaw(Utf8JsonWriter writer)
    {
        var isText = Utf8.IsValid(Raw.Span);
        if (IsJson && isText)
        {
            writer.WritePropertyName("raw"u8);
            writer.WriteRawValue(Raw.Span, skipInputValidation: true);
        }
        else if (isText)
        {
            writer.WriteString("raw"u8, Raw.Span);
        }
        else
        {
            writer.WriteBase64String("rawBase64"u8, Raw.Span);
        }
    }
}

/// <summary>A change whose <c>field</c> or <c>object</c> Bridge has never heard of.</summary>
/// <param name="Id">From the field's name and the day of receipt, so that one example a day is kept.</param>
/// <param name="Field">The field's name, cut to a bounded length.</param>
/// <param name="Source">The business number, when it is known.</param>
/// <param name="Raw">The change as Meta sent it: well-formed JSON.</param>
public sealed record Unrecognised(Guid Id, string Field, string? Source, ReadOnlyMemory<byte> Raw);
