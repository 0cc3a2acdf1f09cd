using System.Runtime.InteropServices;
using System.Text;
using Bridge.Core.Json;

namespace Bridge.Core.Translation.Messages;

/// <summary>What a received message holds, without the words themselves.</summary>
/// <param name="Type">The event's <c>contentType</c>.</param>
/// <param name="Body">The object that carries the content, such as <c>image</c> or <c>interactive.list_reply</c>.</param>
/// <param name="Text">What the person wrote: the text or caption, whatever the type; absent without one. Labels of what was tapped are the
/// business's words.</param>
/// <param name="HasMedia">Whether a file came with it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageContent(string Type, JsonView Body, JsonView Text, bool HasMedia)
{
    public const string Unsupported = "unsupported";
    public const string FlowReply = "flow_reply";
    public const string CallPermissionReply = "call_permission_reply";
    public const string Payment = "payment";

    private const int LongestType = 64;

    public bool IsVoice { get; private init; }

    public string? ButtonId { get; private init; }

    public string? ButtonTitle { get; private init; }

    public string? ListId { get; private init; }

    public string? ListTitle { get; private init; }

    /// <summary>What an unsupported message is, as far as Meta says; of other messages null.</summary>
    public string? UnsupportedType { get; private init; }

    /// <summary>How the first of the contact cards came to be sent.</summary>
    public string? CardOrigin { get; private init; }

    public Order? Order { get; private init; }

    public string? MediaType => HasMedia ? Body["mime_type"u8].Text : null;

    /// <summary>A message's type in small dead letters. Some gateways leave it out; the content still says what it is.</summary>
    public static string? TypeOf(JsonView message) =>
        message["type"u8] is var type && type.Is("text"u8) ? "text" : type.Text?.ToLowerInvariant() ?? TypeByShape(message);

    /// <param name="type">The message's type; null when it neither names one nor shows one.</param>
    public static MessageContent Read(JsonView message, string? type) =>
        type switch
        {
            "text" => new(type, default, message["text"u8]["body"u8], false),
            "image" => Media(type, message, message["image"u8]),
            "video" => Media(type, message, message["video"u8]),
            "audio" => Media(type, message, message["audio"u8]),
            "document" => Media(type, message, message["document"u8]),
            "sticker" => Media(type, message, message["sticker"u8]),
            "media_placeholder" => Media(type, message, default), // in a phone's history, for files that follow or do not
            "voice" => Media("audio", message, message["voice"u8]) with { IsVoice = true },
            "button" => Button(message["button"u8]),
            "order" => new("order", default, message["order"u8]["text"u8], false)
            {
                Order = Core.Translation.Messages.Order.Read(message["order"u8]),
            },
            "interactive" => Interactive(message["interactive"u8]),
            "contacts" => new(type, default, Written(message, default), false)
            {
                CardOrigin = First(message["contacts"u8])["origin"u8].Text,
            },
            Unsupported or "unknown" or null => new(Unsupported, default, Written(message, default), false)
            {
                UnsupportedType = UnsupportedTypeOf(message),
            },
            _ => new(Bounded(type), default, Written(message, message[Encoding.UTF8.GetBytes(type)]), false),
        };

    private static JsonView Written(JsonView message, JsonView body) =>
        message["text"u8]["body"u8] is { Exists: true } text ? text : body["caption"u8];

    private static string? UnsupportedTypeOf(JsonView message) =>
        message["unsupported"u8]["type"u8].Text is { } type ? Bounded(type.ToLowerInvariant()) : null;

    private static JsonView First(JsonView list)
    {
        foreach (var element in list.Items)
        {
            return element;
        }

        return default;
    }

    private static string? TypeByShape(JsonView message)
    {
        foreach (var (name, value) in message.Properties)
        {
            if (
                value.Exists
                && name
                    is "text"
                        or "image"
                        or "video"
                        or "audio"
                        or "document"
                        or "sticker"
                        or "voice"
                        or "location"
                        or "contacts"
                        or "button"
                        or "order"
                        or "interactive"
                        or "reaction"
                        or "edit"
                        or "revoke"
                        or "system"
            )
            {
                return name;
            }
        }

        return null;
    }

    private static MessageContent Media(string type, JsonView message, JsonView body) => new(type, body, Written(message, body), true);

    private static MessageContent Button(JsonView button) =>
        new("button", default, default, false) { ButtonId = button["payload"u8].Text, ButtonTitle = button["text"u8].Text };

    private static MessageContent Interactive(JsonView interactive)
    {
        switch (interactive["type"u8].Text?.ToLowerInvariant())
        {
            case "button_reply":
                var button = interactive["button_reply"u8];
                return new("button_reply", button, default, false) { ButtonId = button["id"u8].Text, ButtonTitle = button["title"u8].Text };
            case "list_reply":
                var row = interactive["list_reply"u8];
                return new("list_reply", row, default, false) { ListId = row["id"u8].Text, ListTitle = row["title"u8].Text };
            case "nfm_reply":
                var reply = interactive["nfm_reply"u8];
                return new(reply["name"u8].IsWord("address_message"u8) ? "address" : FlowReply, reply, default, false);
            case CallPermissionReply:
                return new(CallPermissionReply, interactive["call_permission_reply"u8], default, false);
            case "payment_method":
                return new(Payment, interactive["payment_method"u8], default, false);
            case "payment_notification":
                return new(Payment, interactive["payment_notification"u8], default, false);
            case { } other:
                return new(Bounded(other), default, default, false);
            default:
                return new("interactive", default, default, false);
        }
    }

    public static string Bounded(string type) => type.Length <= LongestType ? type : type[..LongestType];
}
