using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>
/// The field <c>history</c>: the last months of a phone that was just connected. Not news, so its messages are counted and silent, unless
/// <c>Backfill:History</c> asks for them; then the same events with their own times and <c>context.backfill</c>. That it cannot be had is news.
/// </summary>
internal static class History
{
    public const string Rule = "history";

    public static void Translate(Change change, Translation into)
    {
        var past = change with { IsBackfill = true };
        TranslateMessages(past, into);
        foreach (var chunk in change.Value["history"u8].Items)
        {
            ItemLoop.Run(change with { Value = chunk }, "errors"u8, into, MetaErrors.TranslateChannelError);
            foreach (var thread in chunk["threads"u8].Items)
            {
                TranslateMessages(past with { Value = thread, Thread = thread }, into);
            }
        }
    }

    private static void TranslateMessages(Change change, Translation into)
    {
        if (into.Options.BackfillHistory)
        {
            ItemLoop.Run(change, "messages"u8, into, TranslateMessage);
            return;
        }

        for (var left = change.Value["messages"u8].Items.Count(); left > 0; left--)
        {
            into.Dropped.Add(new Dropped(Rule, change.Field));
        }
    }

    private static string? TranslateMessage(Change change, Json message, Translation into) =>
        IsFromBusiness(change, message)
            ? BusinessAppEchoes.TranslateEcho(change, message, into)
            : InboundMessage.Translate(change, message, into);

    /// <summary>What the business wrote has a recipient, or at least the business's own number as its sender.</summary>
    private static bool IsFromBusiness(Change change, Json message) =>
        message["to"u8].Exists || message["to_user_id"u8].Exists
        || (Person.Digits(message["from"u8].Text) is { } sender && sender == Person.Digits(change.DisplayPhoneNumber.Text));
}
