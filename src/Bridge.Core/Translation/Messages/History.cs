using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// The field <c>history</c>: the last months of a phone that was just connected. Not news, so its messages are counted and silent, unless
/// <c>Backfill:History</c> asks for them; then the same events with their own times and <c>context.backfill</c>. That it cannot be had is
/// news.
/// </summary>
internal static class History
{
    public const string Rule = "history";

    public static void Translate(Change change, WebhookTranslation into)
    {
        var past = change with { IsBackfill = true };
        TranslateMessages(past, into);
        foreach (var chunk in change.Value["history"u8].Items)
        {
            if (!into.TakePart())
            {
                return;
            }

            ItemLoop.Run(change.Within(chunk), "errors"u8, into, MetaErrors.TranslateChannelError);
            TranslateThreads(past.Within(chunk), into);
        }
    }

    private static void TranslateThreads(Change chunk, WebhookTranslation into)
    {
        foreach (var thread in chunk.Value["threads"u8].Items)
        {
            if (!into.TakePart())
            {
                return;
            }

            TranslateMessages(chunk.Within(thread) with { Thread = thread }, into);
        }
    }

    private static void TranslateMessages(Change change, WebhookTranslation into)
    {
        if (into.Options.BackfillHistory)
        {
            ItemLoop.Run(change, "messages"u8, into, TranslateMessage);
            return;
        }

        var count = change.Value["messages"u8].Items.Count();
        if (into.TakeItems(count))
        {
            into.Dropped.AddRange(Enumerable.Repeat(new Dropped(Rule, Rule), count));
        }
    }

    private static string? TranslateMessage(Change change, JsonView message, WebhookTranslation into) =>
        IsFromBusiness(change, message)
            ? BusinessAppEchoes.TranslateEcho(change, message, into)
            : InboundMessage.Translate(change, message, into);

    /// <summary>What the business wrote has a recipient, or at least the business's own number as its sender.</summary>
    private static bool IsFromBusiness(Change change, JsonView message) =>
        message["to"u8].Exists
        || message["to_user_id"u8].Exists
        || (Person.Digits(message["from"u8].Id) is { } sender && sender == Person.Digits(change.DisplayPhoneNumber.Id));
}
