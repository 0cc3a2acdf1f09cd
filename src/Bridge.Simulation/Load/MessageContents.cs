using System.Text.Json;

namespace Bridge.Simulation.Load;

/// <summary>
/// What people write: mostly text, in many alphabets, and now and then a picture, a voice note, a place, a tap on a button.
/// </summary>
internal static class MessageContents
{
    private const ulong Percent = 100;
    private const ulong Tap = 97;

    private static readonly string[] Texts =
    [
        "Habari! Mko wazi leo? 😊",
        "Olá, vocês entregam em São Paulo? 🚚",
        "क्या यह अभी उपलब्ध है?",
        "السلام عليكم، كم السعر؟",
        "在吗？我想退货",
        "¿Tienen más tallas? 👟👟",
        "Ok",
        "Danke schön! Straße 5, Zürich",
        "ありがとうございます🙏",
        "Where is my order #4711? It's \"late\" & I paid <twice>…",
        "👍",
        "Спасибо большое!",
        "mail me: amina@example.org / thanks",
    ];

    private static readonly (string Type, string MimeType, ulong UpTo)[] Media =
    [
        ("image", "image/jpeg", 84),
        ("audio", "audio/ogg; codecs=opus", 90),
        ("document", "application/pdf", 92),
        ("sticker", "image/webp", 94),
    ];

    /// <param name="roll">Decides what it is.</param>
    /// <param name="story">Whether it followed a click on an ad, asks for a person, or is a cart.</param>
    public static void Write(Utf8JsonWriter json, ulong roll, StoryKind story)
    {
        if (story is StoryKind.Order)
        {
            WriteOrder(json, roll);
            return;
        }

        var (kind, isFromAd) = (story is StoryKind.Asking ? Tap : roll % Percent, story is StoryKind.Ad or StoryKind.Buying);
        if (isFromAd)
        {
            WriteReferral(json, roll);
        }

        if (isFromAd || kind < 70)
        {
            WriteText(json, Dice.Pick<string>(Texts, roll / Percent));
        }
        else if (kind < 94)
        {
            WriteMedia(json, Media.First(media => kind < media.UpTo), roll);
        }
        else if (kind <= Tap)
        {
            WriteTap(json);
        }
        else
        {
            WriteLocation(json, roll);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteStartObject("text"u8);
        json.WriteString("body"u8, text);
        json.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter json, (string Type, string MimeType, ulong UpTo) media, ulong roll)
    {
        json.WriteString("type"u8, media.Type);
        json.WriteStartObject(media.Type);
        json.WriteString("id"u8, $"{roll % 10_000_000_000_000_000}");
        json.WriteString("mime_type"u8, media.MimeType);
        json.WriteString("sha256"u8, Convert.ToBase64String(BitConverter.GetBytes(roll)));
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, ulong roll)
    {
        json.WriteString("type"u8, "order"u8);
        json.WriteStartObject("order"u8);
        json.WriteString("catalog_id"u8, "194836987003835"u8);
        json.WriteStartArray("product_items"u8);
        for (var item = 0UL; item <= roll % 3; item++)
        {
            json.WriteStartObject();
            json.WriteString("product_retailer_id"u8, $"sku-{(roll + item) % 100}");
            json.WriteNumber("quantity"u8, 1 + ((roll + item) % 4));
            json.WriteNumber("item_price"u8, 250 + ((roll + item) % 40 * 12.25m));
            json.WriteString("currency"u8, "KES"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTap(Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "interactive"u8);
        json.WriteStartObject("interactive"u8);
        json.WriteString("type"u8, "button_reply"u8);
        json.WriteStartObject("button_reply"u8);
        json.WriteString("id"u8, "talk_to_agent"u8);
        json.WriteString("title"u8, "Ongea na mtu 🙋"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, ulong roll)
    {
        json.WriteString("type"u8, "location"u8);
        json.WriteStartObject("location"u8);
        json.WriteNumber("latitude"u8, -1.28 + ((roll % 1000) / 10_000d));
        json.WriteNumber("longitude"u8, 36.82 + ((roll % 997) / 10_000d));
        json.WriteEndObject();
    }

    private static void WriteReferral(Utf8JsonWriter json, ulong roll)
    {
        json.WriteStartObject("referral"u8);
        json.WriteString("source_url"u8, "https://fb.me/4kQ1?utm_source=facebook&utm_medium=cpc&utm_campaign=cyber-week"u8);
        json.WriteString("source_id"u8, $"{120_000_000_000_000_000 + (roll % 20)}");
        json.WriteString("source_type"u8, "ad"u8);
        json.WriteString("headline"u8, "Wiki ya ofa – hadi 40 % 🎉"u8);
        json.WriteString("body"u8, "Tuandikie"u8);
        json.WriteString("media_type"u8, "image"u8);
        json.WriteString("ctwa_clid"u8, $"ARA{roll:x16}");
        json.WriteEndObject();
    }
}
