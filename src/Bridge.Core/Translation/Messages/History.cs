using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// The field <c>history</c>: the last months of a phone that was just connected. Not news, so its messages are counted and silent, and
/// their people are known from then on, unless <c>Backfill:History</c> asks for them; then the same events with their own times and
/// <c>context.backfill</c>. That it cannot be had is news.
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
            MakeKnown(change, into);
        }
    }

    /// <summary>Of a thread the one at its other end; of messages that stand in none, whoever wrote or got them.</summary>
    private static void MakeKnown(Change change, WebhookTranslation into)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in change.Value["messages"u8].Items)
        {
            var person = IsFromBusiness(change, message) ? Person.Receiver(change, message) : Person.Sender(change, message);
            if (person.Key is { } key && known.Add(key))
            {
                into.Silent.Add(Known(change, person, key));
            }

            if (change.Thread.Exists)
            {
                return;
            }
        }
    }

    private static TrackEvent Known(Change change, Person person, string key)
    {
        var context = new ItemContext(change, person, Timestamp: null);
        var properties = new PropertyBag().Add(EventProperties.ChatId, context.ChatId).Add(EventProperties.ContactChange, Rule);
        return context.Event(ConversationEvents.Updated, "known", key, properties);
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
