namespace Bridge.Tracking;

/// <summary>From a webhook body to track events: total, deterministic, without I/O or clock.</summary>
public static class WebhookTranslator
{
    /// <summary>Translates every item of every change of every entry, each on its own; no shape of <paramref name="body"/> makes it throw.</summary>
    /// <param name="body">The raw bytes Meta posted. The result refers to this memory: keep it alive until the result is written.</param>
    /// <param name="receivedAt">When the webhook came in; stands in for times Meta does not give.</param>
    public static Translation Translate(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, TranslationOptions options) => new();
}
