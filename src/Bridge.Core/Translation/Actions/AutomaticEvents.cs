using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Actions;

/// <summary>The field <c>automatic_events</c>: Meta itself saw a lead or a purchase in the chat.</summary>
internal static class AutomaticEvents
{
    /// <summary>Meta gives the price times a thousand.</summary>
    private const decimal Thousandths = 1000;

    public static void Translate(Change change, WebhookTranslation into) =>
        ItemLoop.Run(change, "automatic_events"u8, into, TranslateEvent);

    private static string? TranslateEvent(Change change, JsonView item, WebhookTranslation into)
    {
        if (item["id"u8].Id is not { } id || item["event_name"u8].Text is not { } name)
        {
            return "the automatic event has no message id or no name";
        }

        var context = new ItemContext(
            change,
            Person.Find(change, default, default, default),
            MetaTime.Read(item["timestamp"u8], change.ReceivedAt)
        );
        var data = item["custom_data"u8];
        var word = FactKey.Word(name);
        var key = $"{id}:{word}:{FactKey.Hash(change, item)}";
        var said = context.Event(
            ConversationEvents.Conversion,
            ConversationEvents.Conversion.Named(word),
            "auto",
            key,
            new PropertyBag()
                .Add(MessageId, id)
                .Add(ChatId, context.ChatId)
                .Add(ConversionValue, data["value"u8].Number / Thousandths)
                .Add(Currency, data["currency"u8].Text)
                .Add(CtwaClid, item["ctwa_clid"u8].Text)
        );

        // Also where Meta names nobody: intake knows whose click it was.
        into.Events.Add(said with { Step = ConversationSteps.Of(said.Name, said.Properties, change, null) });
        return null;
    }
}
