using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation.Messenger;

/// <summary>
/// Messenger and Instagram: an element of <c>entry[].messaging[]</c> (or <c>standby[]</c>) under the objects <c>page</c> and
/// <c>instagram</c>.
/// The same event names, with the channel in the context; forwarded only for the channels an operator lists.
/// </summary>
internal static class MessengerItem
{
    public const string Rule = "channel";

    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    /// <summary>
    /// Messages come as <c>messaging[]</c> or <c>standby[]</c>; comments, mentions and the feed as <c>changes[]</c>, or as <c>field</c> and
    /// <c>value</c> of the entry itself.
    /// </summary>
    public static void TranslateEntry(Change entry, WebhookTranslation into)
    {
        var before = into.Count;
        ItemLoop.Run(entry, "messaging"u8, into, Translate);
        ItemLoop.Run(entry with { IsStandby = true }, "standby"u8, into, Translate);
        foreach (var change in entry.Value["changes"u8].Items)
        {
            AddChange(entry, change, into);
        }

        if (entry.Value["field"u8].Exists || entry.Value["value"u8].Exists)
        {
            AddChange(entry, entry.Value, into);
        }

        if (into.Count == before)
        {
            AddUnknown(entry, into);
        }
    }

    private static void AddChange(Change entry, JsonView change, WebhookTranslation into)
    {
        if (!into.TakePart())
        {
            return;
        }

        var name = $"{entry.Channel} {change["field"u8].Name ?? "change"}";
        if (SaysSomething(change["value"u8]))
        {
            into.AddUnrecognised(name, entry.EntryId, change.Raw, entry.ReceivedAt);
        }
        else
        {
            into.AddEmpty(name);
        }
    }

    /// <summary>An entry of which nothing was read: kept as an example if there is anything in it.</summary>
    private static void AddUnknown(Change entry, WebhookTranslation into)
    {
        var name = $"{entry.Channel} entry";
        foreach (var member in entry.Value.Properties)
        {
            if (!member.Is("id"u8) && !member.Is("time"u8) && SaysSomething(member.Value))
            {
                into.AddUnrecognised(name, entry.EntryId, entry.Raw.Raw, entry.ReceivedAt);
                return;
            }
        }

        into.AddEmpty(name);
    }

    private static bool SaysSomething(JsonView value) =>
        value.IsObject ? value.Properties.GetEnumerator().MoveNext()
        : value.IsArray ? value.Items.GetEnumerator().MoveNext()
        : value.Exists;

    private static string? Translate(Change entry, JsonView item, WebhookTranslation into)
    {
        if (!into.TakeItems(item["delivery"u8]["mids"u8].Items.Count()))
        {
            return null;
        }

        var (events, before) = (into.Events.Count, into.Count);
        var isFromBusiness = IsFromBusiness(entry, item);
        var person = User(entry, item, isFromBusiness ? item["recipient"u8] : item["sender"u8]);
        var (campaign, touch) = isFromBusiness ? default : LinkReferral.Arrival(item, entry.Account, into.Options.TextPatterns);
        var context = new ItemContext(entry, person, MetaTime.Read(item["timestamp"u8], entry.ReceivedAt))
        {
            Item = item,
            Campaign = campaign,
            Hint = touch is null ? null : new ConversationStep(StepKind.None) { Touch = touch },
        };
        if (Add(context, item, isFromBusiness, into) is { } problem)
        {
            return problem;
        }

        if (into.Count == before)
        {
            into.AddUnrecognised($"{entry.Channel} {Kind(item)}", entry.EntryId, item.Raw, entry.ReceivedAt);
        }
        else if (!into.Options.Channels.Contains(entry.Channel))
        {
            into.Dropped.AddRange(into.Events.Skip(events).Select(dropped => new Dropped(Rule, dropped.Name)));
            into.Events.RemoveRange(events, into.Events.Count - events);
        }

        return null;
    }

    private static string? Add(ItemContext context, JsonView item, bool isFromBusiness, WebhookTranslation into) =>
        MessengerMessage.Add(context, item, isFromBusiness, into.Events, into.Options)
        ?? MessengerReceipts.Add(context, item, into.Events)
        ?? MessengerActs.Add(context, item, into.Events)
        ?? MessengerThread.Add(context, item, into);

    /// <summary>
    /// Which side is the business the entry says, whose id it is; where it names neither or both, an echo is the business's.
    /// </summary>
    private static bool IsFromBusiness(Change entry, JsonView item)
    {
        var business = entry.Value["id"u8];
        var (sends, receives) = (item["sender"u8]["id"u8].SameAs(business), item["recipient"u8]["id"u8].SameAs(business));
        return sends == receives ? item["message"u8]["is_echo"u8].Flag ?? false : sends;
    }

    /// <summary>What tells two items of one person and kind apart that have no id.</summary>
    public static string Key(ItemContext context, string kind) =>
        $"{context.Person.Key}:{kind}:{context.HappenedAt.ToUnixTimeMilliseconds()}:{FactKey.Hash(context.Change, context.Item)}";

    /// <summary>The page-scoped or Instagram-scoped id, with its channel before it: such ids say nothing by themselves.</summary>
    private static Person User(Change entry, JsonView item, JsonView party) =>
        (party["id"u8].Id ?? party["user_ref"u8].Id ?? item["optin"u8]["user_ref"u8].Id) is { } id
            ? Known(entry.Channel, Clean(id))
            : Person.Nobody;

    private static Person Known(string channel, string id) => new($"{channel}:{id}", id, new UserIds(null, null));

    /// <summary>
    /// A reference the business made up itself may be anything: its SHA-256 stands for what the collector would not take.
    /// </summary>
    private static string Clean(string id) =>
        id.Length <= LongestId && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? id
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private static string Kind(JsonView item)
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
