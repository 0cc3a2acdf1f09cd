using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>
/// Messenger and Instagram: an element of <c>entry[].messaging[]</c> (or <c>standby[]</c>) under the objects <c>page</c> and <c>instagram</c>.
/// The same event names, with the channel in the context; forwarded only for the channels an operator lists.
/// </summary>
internal static class MessengerItem
{
    public const string Rule = "channel";

    public static void TranslateEntry(Change entry, Translation into)
    {
        ItemLoop.Run(entry, "messaging"u8, into, Translate);
        ItemLoop.Run(entry with { IsStandby = true }, "standby"u8, into, Translate);
        foreach (var change in entry.Value["changes"u8].Items)
        {
            if (!into.TakePart())
            {
                return;
            }

            into.AddUnrecognised($"{entry.Channel} {change["field"u8].Name}", entry.EntryId, change.Raw, entry.ReceivedAt);
        }
    }

    private static string? Translate(Change entry, Json item, Translation into)
    {
        if (!into.TakeItems(item["delivery"u8]["mids"u8].Items.Count()))
        {
            return null;
        }

        var before = into.Events.Count;
        var isEcho = item["message"u8]["is_echo"u8].Flag ?? false;
        var context = new ItemContext(entry, User(entry, item, isEcho ? item["recipient"u8] : item["sender"u8]), MetaTime.Read(item["timestamp"u8], entry.ReceivedAt)) { Item = item };
        if (Add(context, item, into) is { } problem)
        {
            return problem;
        }

        if (into.Events.Count == before)
        {
            into.AddUnrecognised($"{entry.Channel} {Kind(item)}", entry.EntryId, item.Raw, entry.ReceivedAt);
        }
        else if (!into.Options.Channels.Contains(entry.Channel))
        {
            into.Dropped.AddRange(into.Events.Skip(before).Select(dropped => new Dropped(Rule, dropped.Name)));
            into.Events.RemoveRange(before, into.Events.Count - before);
        }

        return null;
    }

    private static string? Add(ItemContext context, Json item, Translation into) =>
        MessengerMessage.Add(context, item, into.Events, into.Options)
        ?? MessengerReceipts.Add(context, item, into.Events)
        ?? MessengerThread.Add(context, item, into.Events);

    /// <summary>What tells two items of one person and kind apart that have no id.</summary>
    public static string Key(ItemContext context, string kind) =>
        $"{context.Person.Key}:{kind}:{context.HappenedAt.ToUnixTimeMilliseconds()}:{Fact.Hash(context.Change, context.Item)}";

    /// <summary>The page-scoped or Instagram-scoped id, with its channel before it: such ids say nothing by themselves.</summary>
    private static Person User(Change entry, Json item, Json party) =>
        (party["id"u8].Id ?? party["user_ref"u8].Id ?? item["optin"u8]["user_ref"u8].Id) is { } id
            ? new Person($"{entry.Channel}:{id}", id, new UserIds(null, null))
            : Person.Nobody;

    private static string Kind(Json item)
    {
        foreach (var (name, value) in item.Properties)
        {
            if (value.IsObject && name is not ("sender" or "recipient"))
            {
                return name;
            }
        }

        return "item";
    }
}
