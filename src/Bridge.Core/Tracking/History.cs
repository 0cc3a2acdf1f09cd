using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>
/// The field <c>history</c>: the last months of a phone that was just connected. Not news, so it is counted and silent, unless
/// <c>Backfill:History</c> asks for it; then the same events with their own times and <c>context.backfill</c>.
/// </summary>
internal static class History
{
    public const string Rule = "history";

    public static void Translate(Change change, Translation into)
    {
        if (!into.Options.BackfillHistory)
        {
            into.Dropped.Add(new Dropped(Rule, change.Field));
            return;
        }

        var past = change with { IsBackfill = true };
        ItemLoop.Run(past, "messages"u8, into, TranslateMessage);
        foreach (var chunk in change.Value["history"u8].Items)
        {
            foreach (var thread in chunk["threads"u8].Items)
            {
                ItemLoop.Run(past with { Value = thread }, "messages"u8, into, TranslateMessage);
            }
        }
    }

    /// <summary>Who wrote it shows in the direction: what the business wrote has a recipient.</summary>
    private static string? TranslateMessage(Change change, Json message, Translation into) =>
        message["to"u8].Exists || message["to_user_id"u8].Exists
            ? BusinessAppEchoes.TranslateEcho(change, message, into)
            : InboundMessage.Translate(change, message, into);
}
