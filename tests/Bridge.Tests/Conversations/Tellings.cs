using System.Text;
using Bridge.Core.Capture;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>What Meta and a CRM tell, as the items of a batch.</summary>
internal static class Tellings
{
    public static readonly HandoffTriggers Triggers = new(["a person"], []);

    private static readonly TranslationOptions Options = TranslationOptions.Default with { HandoffTriggers = Triggers };

    /// <param name="value">Of the field <c>messages</c>, behind the number.</param>
    public static byte[] OfMeta(string value, DateTimeOffset receivedAt)
    {
        var body = $$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp",
            "metadata":{"display_phone_number":"254700000000","phone_number_id":"{{Translations.Source}}"},
            {{value}}
            } }]}]}
            """;
        return EventBatchWriter.Items(WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), receivedAt, Options)).Bytes.ToArray();
    }

    /// <param name="numbers">Whose events the CRM may tell.</param>
    public static byte[] OfCrm(
        string name,
        string userId,
        DateTimeOffset at,
        string properties,
        DateTimeOffset receivedAt,
        params IReadOnlyList<string> numbers
    )
    {
        var body = $$"""
            {"batch":[{"type":"track","event":"{{name}}","userId":"{{userId}}","timestamp":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}",
            "context":{"channel":"whatsapp"},"properties":{{{properties}}} }]}
            """;
        var sender = new CaptureSender("crm", numbers);
        return CaptureItems.Of(CaptureReader.Read(Encoding.UTF8.GetBytes(body), sender, receivedAt, Triggers)).Bytes.ToArray();
    }
}
