using System.Buffers;
using System.Text;
using Bridge.Core.Translation;
using Bridge.Messaging;

namespace Bridge.Support;

/// <summary>A webhook with one text message, told from others by its number.</summary>
internal sealed record TextWebhook(int Number)
{
    public byte[] Body { get; } =
        Encoding.UTF8.GetBytes(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"phone_number_id":"106540352242922"},"contacts":[{"wa_id":"254712345678"}],
            "messages":[{"from":"254712345678","id":"wamid.{{{Number}}}","timestamp":"1700000000",
            "type":"text","text":{"body":"Habari"}}]}}]}]}
            """
        );

    /// <summary>The id of the event it becomes.</summary>
    public Guid Id => Translate().Events.Single().Id;

    /// <summary>The event batch it becomes, as a receiver publishes it, received just now.</summary>
    public byte[] ToBatch()
    {
        var output = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(output, TimeProvider.System.GetUtcNow(), [EventBatchWriter.Items(Translate()).Bytes]);
        return output.WrittenSpan.ToArray();
    }

    public WebhookTranslation Translate() =>
        WebhookTranslator.Translate(Body, DateTimeOffset.UnixEpoch.AddYears(60), TranslationOptions.Default);

    public static IReadOnlyList<TextWebhook> Many(int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).Select(number => new TextWebhook(number))];

    /// <summary>One body with the messages of many.</summary>
    public static byte[] Together(IEnumerable<int> numbers)
    {
        const string Before = "\"messages\":[";
        var (head, tail) = (Encoding.UTF8.GetString(new TextWebhook(0).Body).Split(Before)[0], "]}}]}]}");
        return Encoding.UTF8.GetBytes(
            head
                + Before
                + string.Join(
                    ',',
                    numbers.Select(number =>
                        $$$"""{"from":"254712345678","id":"wamid.{{{number}}}","timestamp":"1700000000","type":"text","text":"""
                        + """{"body":"Habari"}}"""
                    )
                )
                + tail
        );
    }
}
