using System.Collections.Frozen;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>Translates what one webhook field says into events, unreadable items, or nothing.</summary>
internal delegate void FieldTranslator(Change change, Translation into);

/// <summary>From a webhook body to track events: total, deterministic, without I/O or clock.</summary>
public static class WebhookTranslator
{
    /// <summary>What Bridge understands: webhook field → translator. A new field is one file and one line here.</summary>
    private static readonly FrozenDictionary<string, FieldTranslator> Fields = new Dictionary<string, FieldTranslator>
    {
        ["messages"] = MessagesField.Translate,
        ["status"] = MessagesField.Translate, // what some gateways write over statuses
    }.ToFrozenDictionary();

    /// <summary>Translates every item of every change of every entry, each on its own; no shape of <paramref name="body"/> makes it throw.</summary>
    /// <param name="body">The raw bytes Meta posted. The result refers to this memory: keep it alive until the result is written.</param>
    /// <param name="receivedAt">When the webhook came in; stands in for times Meta does not give.</param>
    /// <param name="options">What an operator allows to leave Bridge.</param>
    public static Translation Translate(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, TranslationOptions options)
    {
        var translation = new Translation(options);
        if (!JsonTape.TryParse(body, out var tape))
        {
            translation.AddUnreadable("the body is not JSON", source: null, body, isJson: false);
            return translation;
        }

        using (tape)
        {
            Envelope.Walk(tape.Root, receivedAt, translation, TranslateChange);
        }

        return translation;
    }

    private static void TranslateChange(Change change, Translation into)
    {
        if (Find(change) is { } translator)
        {
            translator(change, into);
        }
        else
        {
            into.AddUnrecognised(change);
        }
    }

    /// <summary>
    /// By the field's name; by shape only where the name was left out. Under other names the same arrays mean something else: past
    /// messages (<c>history</c>), the business's own (<c>message_echoes</c>), calls.
    /// </summary>
    private static FieldTranslator? Find(Change change) =>
        change.Field.Length > 0 ? Fields.GetValueOrDefault(change.Field)
        : MessagesField.Fits(change.Value) ? MessagesField.Translate
        : null;
}
