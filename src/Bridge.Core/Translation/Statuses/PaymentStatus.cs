using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Statuses;

/// <summary>
/// A status of type <c>payment</c>: what became of a payment that a message asked for. Its words are those of message statuses, its meaning
/// is not:
/// <c>failed</c> means nobody paid, not that nothing arrived.
/// </summary>
/// <remarks>
/// Meta gives the payment in full and the payer as recipient; some gateways give the reference alone and the payer as <c>from</c>.
/// </remarks>
internal static class PaymentStatus
{
    private const decimal MostUnits = 1_000_000_000_000_000m;

    public static bool Fits(JsonView status) => status["type"u8].IsWord("payment"u8);

    public static string? Translate(Change change, JsonView status, WebhookTranslation into)
    {
        var payment = status["payment"u8];
        var id = status["id"u8].Id;
        var reference = payment["reference_id"u8].Id;
        if ((id ?? reference) is not { } known)
        {
            return "the payment names neither a message nor a reference";
        }

        if (status["status"u8].Text?.ToLowerInvariant() is not { } name)
        {
            return "the payment does not say its status";
        }

        var context = new ItemContext(change, Person.Payer(change, status), MetaTime.Read(status["timestamp"u8], change.ReceivedAt));
        into.Events.Add(
            context.Event(
                MessageEvents.PaymentStatus,
                "pay",
                Key(change, status, known, name),
                new PropertyBag()
                    .Add(MessageId, id)
                    .Add(ChatId, context.ChatId)
                    .Add(ReferenceId, reference)
                    .Add(Status, name)
                    .AddPaid(payment)
                    .Add(ErrorCode, MetaErrors.FirstCode(status))
            )
        );
        return null;
    }

    /// <summary>A payment may fail, be tried again and be paid back: each step has its transaction and its time.</summary>
    private static string Key(Change change, JsonView status, string known, string name) =>
        $"{known}:{name}:{status["payment"u8]["transaction"u8]["id"u8].Id}:{status["timestamp"u8].Id}:{FactKey.Hash(change, status)}";

    private static PropertyBag AddPaid(this PropertyBag bag, JsonView payment)
    {
        var transaction = payment["transaction"u8];
        return bag.Add(EventProperties.Amount, Amount(payment["amount"u8]) ?? Amount(transaction["amount"u8]))
            .Add(Currency, payment["currency"u8].Text ?? transaction["currency"u8].Text)
            .Add(TransactionStatus, transaction["status"u8].Text?.ToLowerInvariant())
            .Add(PaymentMethod, transaction["method_type"u8].Text ?? transaction["method"u8]["type"u8].Text);
    }

    /// <summary><c>{value, offset}</c> is value ÷ offset; without an offset nobody can tell units from hundredths.</summary>
    private static decimal? Amount(JsonView amount) =>
        amount["value"u8].Number is { } value and > -MostUnits and < MostUnits
        && amount["offset"u8].Number is { } offset and >= 1 and < MostUnits
            ? value / offset
            : null;
}
