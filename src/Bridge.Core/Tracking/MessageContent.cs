using System.Runtime.InteropServices;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>What a received message holds, without the words themselves.</summary>
/// <param name="Type">The event's <c>contentType</c>.</param>
/// <param name="Body">The object that carries the content, such as <c>image</c> or <c>interactive.list_reply</c>.</param>
/// <param name="Text">The text or caption; absent without one.</param>
/// <param name="HasMedia">Whether a file came with it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageContent(string Type, Json Body, Json Text, bool HasMedia)
{
    public const string Unsupported = "unsupported";
    public const string FlowReply = "flow_reply";

    private const int LongestType = 64;

    public bool IsVoice { get; private init; }

    public string? ButtonId { get; private init; }

    public string? ButtonTitle { get; private init; }

    public string? ListId { get; private init; }

    public Order? Order { get; private init; }

    public string? MediaType => HasMedia ? Body["mime_type"u8].Text : null;

    /// <summary>A message's type. Some gateways leave it out; the content still says what it is.</summary>
    public static string? TypeOf(Json message) =>
        message["type"u8] is var type && type.Is("text"u8) ? "text" : type.Text ?? TypeByShape(message);

    /// <param name="type">The message's type; null when it neither names one nor shows one.</param>
    public static MessageContent Read(Json message, string? type) => type switch
    {
        "text" => new(type, default, message["text"u8]["body"u8], false),
        "image" => Media(type, message["image"u8]),
        "video" => Media(type, message["video"u8]),
        "audio" => Media(type, message["audio"u8]),
        "document" => Media(type, message["document"u8]),
        "sticker" => Media(type, message["sticker"u8]),
        "media_placeholder" => Media(type, default), // in a phone's history, for files that follow or do not
        "voice" => Media("audio", message["voice"u8]) with { IsVoice = true },
        "button" => Button(message["button"u8]),
        "order" => new("order", default, message["order"u8]["text"u8], false) { Order = Tracking.Order.Read(message["order"u8]) },
        "interactive" => Interactive(message["interactive"u8]),
        Unsupported or "unknown" or null => new(Unsupported, default, default, false),
        _ => new(Bounded(type), default, default, false),
    };

    private static string? TypeByShape(Json message)
    {
        foreach (var (name, value) in message.Properties)
        {
            if (value.Exists && name is "text" or "image" or "video" or "audio" or "document" or "sticker" or "voice" or "location"
                or "contacts" or "button" or "order" or "interactive" or "reaction" or "edit" or "revoke" or "system")
            {
                return name;
            }
        }

        return null;
    }

    private static MessageContent Media(string type, Json body) => new(type, body, body["caption"u8], true);

    private static MessageContent Button(Json button) => new("button", default, button["text"u8], false)
    {
        ButtonId = button["payload"u8].Text,
        ButtonTitle = button["text"u8].Text,
    };

    private static MessageContent Interactive(Json interactive)
    {
        switch (interactive["type"u8].Text)
        {
            case "button_reply":
                var button = interactive["button_reply"u8];
                return new("button_reply", button, default, false) { ButtonId = button["id"u8].Text, ButtonTitle = button["title"u8].Text };
            case "list_reply":
                var row = interactive["list_reply"u8];
                return new("list_reply", row, default, false) { ListId = row["id"u8].Text };
            case "nfm_reply":
                return new(FlowReply, interactive["nfm_reply"u8], default, false);
            case "payment_method" or "payment_notification":
                return new("payment", default, default, false);
            case { } other:
                return new(Bounded(other), default, default, false);
            default:
                return new("interactive", default, default, false);
        }
    }

    public static string Bounded(string type) => type.Length <= LongestType ? type : type[..LongestType];
}
