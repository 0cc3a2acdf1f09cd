using static Bridge.Core.Events.EventPropertyType;

namespace Bridge.Core.Events;

/// <summary>
/// Every property an event can carry, declared once and by subject; the names are the collector's. Here what people write.
/// </summary>
internal static partial class EventProperties
{
    public static readonly EventProperty MessageId = new(
        "messageId",
        Text,
        "WhatsApp's id of the message (wamid); opaque.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty ChatId = new(
        "chatId",
        Text,
        "The conversation: chat_<phone_number_id>_<digits or BSUID> until a CRM names it.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty Direction = new("direction", Text, "inbound or outbound.") { IsHarmless = true };
    public static readonly EventProperty ContentType = new(
        "contentType",
        Text,
        "text, image, video, audio, document, sticker, location, contacts, button_reply, list_reply, flow_reply, address, "
            + "call_permission_reply, payment, button, order, template, unsupported, or a newer type as Meta names it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ContentLength = new(
        "contentLength",
        Integer,
        "Unicode code points of the text or caption, whatever the type; 0 without one. Labels of buttons and lists are not counted."
    );
    public static readonly EventProperty HasMedia = new("hasMedia", Flag, "Whether a file came with it.");
    public static readonly EventProperty MediaType = new(
        "mediaType",
        Text,
        "The file's MIME type; null without a file. On a referral: image or video."
    )
    {
        IsNullable = true,
        IsHarmless = true,
    };
    public static readonly EventProperty CountryCode = new("countryCode", Text, "ISO 3166 alpha-2, from the phone number or the BSUID.")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsVoice = new("isVoice", Flag, "Whether the audio was recorded in the chat.");
    public static readonly EventProperty IsAnimated = new("isAnimated", Flag, "Whether the sticker moves.");
    public static readonly EventProperty IsForwarded = new("isForwarded", Flag, "Forwarded from another chat.");
    public static readonly EventProperty IsFrequentlyForwarded = new("isFrequentlyForwarded", Flag, "Forwarded more than five times.");
    public static readonly EventProperty ReplyToMessageId = new(
        "replyToMessageId",
        Text,
        "The message this one answers.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty ButtonId = new("buttonId", Text, "The payload or id of the tapped button.");
    public static readonly EventProperty ButtonTitle = new("buttonTitle", Text, "The label of the tapped button.");
    public static readonly EventProperty ListId = new("listId", Text, "The id of the chosen list row.");
    public static readonly EventProperty ListTitle = new("listTitle", Text, "The label of the chosen list row.");
    public static readonly EventProperty FlowName = new("flowName", Text, "The flow's own name, where its answer carries one.");
    public static readonly EventProperty FlowAnswer = new(
        "<answer>",
        Scalar,
        "A top-level answer listed in Privacy:FlowAnswers, under its own name."
    );
    public static readonly EventProperty CatalogId = new("catalogId", Text, "The product catalogue.", PropertyPrivacy.Opaque)
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ProductId = new(
        "productId",
        Text,
        "The product the message asks about, as the retailer names it.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty ItemCount = new("itemCount", Integer, "How many pieces were ordered: the sum of the quantities.");
    public static readonly EventProperty OrderTotal = new(
        "orderTotal",
        Number,
        "Quantity times price, summed; absent when a price is missing or the currencies differ."
    );
    public static readonly EventProperty Currency = new("currency", Text, "ISO 4217, when the whole order has one.") { IsHarmless = true };
    public static readonly EventProperty GroupId = new("groupId", Text, "The group the message belongs to.", PropertyPrivacy.Identifies);
    public static readonly EventProperty ErrorCode = new("errorCode", Integer, "Meta's error code.");
    public static readonly EventProperty ErrorCodes = new(
        "errorCodes",
        Integers,
        "All of Meta's error codes, when there are several; errorCode is the first."
    );
    public static readonly EventProperty ErrorTitle = new("errorTitle", Text, "Meta's short name of the error.");
    public static readonly EventProperty ErrorDetails = new("errorDetails", Text, "Meta's explanation of the error.");
    public static readonly EventProperty FailureClass = new(
        "failureClass",
        Text,
        "window, opt_out, marketing_cap, experiment, recipient, template, account, transient, permanent, calling, flow, group or unknown."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty Unavailable = new(
        "unavailable",
        Flag,
        "Meta could not show the message's content (error 131060)."
    );
    public static readonly EventProperty UnsupportedType = new(
        "unsupportedType",
        Text,
        "What an unsupported message is, as far as Meta says."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty CardOrigin = new(
        "contactOrigin",
        Text,
        "How a contact card came to be sent, as Meta names it: a person answering a request for their number shares their own."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PermissionResponse = new(
        "response",
        Text,
        "What was answered to the request to call: accept or reject."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty IsPermanent = new(
        "isPermanent",
        Flag,
        "Whether the permission to call holds until it is withdrawn."
    );
    public static readonly EventProperty PaymentMethod = new("paymentMethod", Text, "How it is paid, as Meta names it: pix, upi, card, …")
    {
        IsHarmless = true,
    };
    public static readonly EventProperty PaymentState = new(
        "paymentStatus",
        Text,
        "The state of the payment, as Meta names it, on the message that tells of it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty ReferenceId = new(
        "referenceId",
        Text,
        "The business's own id of what is paid.",
        PropertyPrivacy.Opaque
    );
    public static readonly EventProperty Amount = new("amount", Number, "What is paid, in units of the currency.");
    public static readonly EventProperty TransactionStatus = new(
        "transactionStatus",
        Text,
        "The state of the payment's last transaction, as Meta names it."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty StoryId = new("storyId", Text, "The story that was answered (Instagram).", PropertyPrivacy.Opaque);
    public static readonly EventProperty IsStoryMention = new(
        "isStoryMention",
        Flag,
        "Whether the message says that a story mentions the business (Instagram)."
    );
    public static readonly EventProperty Feedback = new(
        "feedback",
        Text,
        "What a person thinks of the message: good_response or bad_response."
    )
    {
        IsHarmless = true,
    };
    public static readonly EventProperty MessageText = new("text", Text, "The text or caption; only with Privacy:IncludeMessageText.");
    public static readonly EventProperty TargetMessageId = new(
        "targetMessageId",
        Text,
        "The message that was reacted to.",
        PropertyPrivacy.Identifies
    );
    public static readonly EventProperty Emoji = new("emoji", Text, "The reaction; null when it was taken back.") { IsNullable = true };
    public static readonly EventProperty Action = new("action", Text, "added or removed.") { IsHarmless = true };
    public static readonly EventProperty OriginalMessageId = new(
        "originalMessageId",
        Text,
        "The message that was edited or deleted.",
        PropertyPrivacy.Identifies
    );
}
