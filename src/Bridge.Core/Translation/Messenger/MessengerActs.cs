using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation.Messages;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messenger;

/// <summary>
/// What people do on Messenger beside writing: send a cart, say whether a message was of use, link an account, play a game.
/// </summary>
/// <remarks>
/// Shapes: Meta's Messenger webhooks reference, send_cart, response_feedback, messaging_account_linking, messaging_game_plays.
/// </remarks>
internal static class MessengerActs
{
    public static string? Add(ItemContext context, JsonView item, List<TrackEvent> events)
    {
        if (item["order"u8] is { IsObject: true } order)
        {
            events.Add(
                context.Event(
                    ConversationEvents.OrderPlaced,
                    "order",
                    MessengerItem.Key(context, "order"),
                    Order.ReadCart(order).AddTo(new PropertyBag().Add(ChatId, context.ChatId))
                )
            );
        }

        if (item["account_linking"u8] is { IsObject: true } linking)
        {
            events.Add(Linked(context, linking));
        }

        if (item["game_play"u8] is { IsObject: true } game)
        {
            events.Add(Played(context, game));
        }

        return item["response_feedback"u8] is { IsObject: true } feedback ? AddFeedback(context, feedback, events) : null;
    }

    private static TrackEvent Linked(ItemContext context, JsonView linking)
    {
        var isLinked = !linking["status"u8].IsWord("unlinked"u8);
        var change = isLinked ? "account_linked" : "account_unlinked";
        return context.Event(
            ConversationEvents.Updated,
            "link",
            MessengerItem.Key(context, change),
            new PropertyBag().Add(ChatId, context.ChatId).Add(ContactChange, change)
        );
    }

    private static TrackEvent Played(ItemContext context, JsonView game) =>
        context.Event(
            ConversationEvents.GamePlayed,
            "game",
            MessengerItem.Key(context, game["game_id"u8].Id ?? "game"),
            new PropertyBag()
                .Add(ChatId, context.ChatId)
                .Add(GameId, game["game_id"u8].Id)
                .Add(GameContext, game["context_type"u8].Text?.ToLowerInvariant())
                .Add(Score, game["score"u8].Integer)
        );

    private static string? AddFeedback(ItemContext context, JsonView feedback, List<TrackEvent> events)
    {
        if (feedback["mid"u8].Id is not { } id)
        {
            return "the feedback names no message";
        }

        var word = FactKey.Word(feedback["feedback"u8].Text);
        events.Add(
            context.Event(
                MessageEvents.Feedback,
                "feedback",
                MessengerItem.Key(context, $"{id}:{word}"),
                new PropertyBag().Add(MessageId, id).Add(ChatId, context.ChatId).Add(Feedback, word)
            )
        );
        return null;
    }
}
