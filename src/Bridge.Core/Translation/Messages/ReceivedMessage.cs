using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// A message a person wrote or tapped: <c>message.received</c>, and what else it says (a referral, an order, an answered flow).
/// </summary>
internal static class ReceivedMessage
{
    private const string Key = "msg";

    /// <summary>"This message is currently unavailable": the content may follow under the same id.</summary>
    private const long MessageUnavailable = 131060;

    public static void Translate(
        ItemContext context,
        JsonView message,
        string id,
        string? type,
        AdReferral? referral,
        WebhookTranslation into
    )
    {
        var content = MessageContent.Read(message, type);
        context = context.Asking(
            into.Options.HandoffTriggers.Match(context.Change.Account, content.ButtonId, content.ListId, content.Text)
        );
        var text = into.Options.IncludeMessageText ? content.Text.Text : null;

        var errorCode = MetaErrors.FirstCode(message);
        var isUnavailable = errorCode == MessageUnavailable && content.Type == MessageContent.Unsupported;
        var received = context.Event(
            MessageEvents.Received,
            isUnavailable ? "ghost" : Key,
            id,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(Direction, "inbound")
                .Add(ContentType, content.Type)
                .Add(ContentLength, content.Text.CodePoints)
                .Add(HasMedia, content.HasMedia)
                .AddOrNull(MediaType, content.MediaType)
                .Add(CountryCode, context.Person.CountryCode)
                .Add(MessageText, text)
                .AddContent(content)
                .AddReplyContext(message["context"u8])
                .AddCatalog(content.Order, message["context"u8]["referred_product"u8])
                .Add(GroupId, message["group_id"u8].Id)
                .Add(ErrorCode, errorCode)
                .Add(ErrorCodes, MetaErrors.Codes(message))
                .Add(Unavailable, isUnavailable ? true : null)
                .Add(Referral, referral?.Summary())
        );
        into.Events.Add(isUnavailable ? received with { ReplacedBy = EventId.From(context.Key(Key, id)) } : received);
        AddCompanions(context, content, referral, id, text, into);
    }

    private static void AddCompanions(
        ItemContext context,
        MessageContent content,
        AdReferral? referral,
        string id,
        string? text,
        WebhookTranslation into
    )
    {
        if (referral is not null)
        {
            into.Events.Add(referral.ToEvent(context, id, text));
        }

        if (content.Type == MessageContent.FlowReply)
        {
            into.Events.Add(FlowReply.ToEvent(context, content.Body, id, into.Options));
        }

        if (content.Order is { } order)
        {
            into.Events.Add(order.ToEvent(context, id));
        }
    }

    private static PropertyBag AddContent(this PropertyBag bag, in MessageContent content) =>
        bag.Add(IsVoice, content.Body["voice"u8].Flag ?? (content.IsVoice ? true : null))
            .Add(IsAnimated, content.Body["animated"u8].Flag)
            .Add(ButtonId, content.ButtonId)
            .Add(ButtonTitle, content.ButtonTitle)
            .Add(ListId, content.ListId)
            .Add(ListTitle, content.ListTitle)
            .Add(FlowName, content.Type == MessageContent.FlowReply ? FlowReply.NameOf(content.Body) : null)
            .Add(UnsupportedType, content.UnsupportedType)
            .Add(CardOrigin, content.CardOrigin)
            .AddAnswer(content);

    /// <summary>What was answered to a request: to be called, or to pay.</summary>
    private static PropertyBag AddAnswer(this PropertyBag bag, in MessageContent content) =>
        content.Type switch
        {
            MessageContent.CallPermissionReply => bag.Add(PermissionResponse, content.Body["response"u8].Text?.ToLowerInvariant())
                .Add(IsPermanent, content.Body["is_permanent"u8].Flag)
                .Add(ExpiresAt, MetaTime.ReadAny(content.Body["expiration_timestamp"u8])),
            MessageContent.Payment => bag.Add(PaymentMethod, content.Body["payment_method"u8].Text)
                .Add(PaymentState, (content.Body["payment_status"u8].Text ?? content.Body["status"u8].Text)?.ToLowerInvariant())
                .Add(ReferenceId, content.Body["reference_id"u8].Text),
            _ => bag,
        };

    private static PropertyBag AddReplyContext(this PropertyBag bag, JsonView context) =>
        bag.Add(IsForwarded, context["forwarded"u8].Flag)
            .Add(IsFrequentlyForwarded, context["frequently_forwarded"u8].Flag)
            .Add(ReplyToMessageId, context["id"u8].Id);

    /// <summary>The order, else the catalogue of the product the message asks about: both at once would name two catalogues.</summary>
    private static PropertyBag AddCatalog(this PropertyBag bag, Order? order, JsonView product) =>
        (order is null ? bag.Add(CatalogId, product["catalog_id"u8].Text) : order.AddTo(bag)).Add(
            ProductId,
            product["product_retailer_id"u8].Text
        );
}
