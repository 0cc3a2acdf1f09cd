using Bridge.Core.Attribution;

namespace Bridge.Core.Conversations;

/// <summary>What brought a person to a thread: each time the latest few, from the oldest.</summary>
internal static class TouchLog
{
    /// <summary>More than anybody clicks while conversations wait to be told of.</summary>
    private const int Most = 24;

    /// <summary>Puts touches in their places; the same told twice is one.</summary>
    public static IReadOnlyList<Dated<Touch>> With(IReadOnlyList<Dated<Touch>> log, IEnumerable<Dated<Touch>> fresh)
    {
        var news = fresh.Where(touch => !log.Contains(touch)).ToList();
        return news.Count == 0 ? log : [.. log.Concat(news).Distinct().Order(Dated<Touch>.Order).TakeLast(Most)];
    }

    /// <summary>The last of a conversation, up to a moment.</summary>
    /// <param name="since">From when on touches are the conversation's.</param>
    public static Dated<Touch>? Last(IReadOnlyList<Dated<Touch>> log, long since, long until) =>
        log.Count == 0 ? null : log.LastOrDefault(touch => touch.At >= since && touch.At <= until);

    /// <summary>What the conversation began with; where it began without any, the first that came then.</summary>
    public static Dated<Touch>? Opening(IReadOnlyList<Dated<Touch>> log, long since, long openedAt, long until) =>
        log.Count == 0
            ? null
            : log.LastOrDefault(touch => touch.At >= since && touch.At <= openedAt)
                ?? log.FirstOrDefault(touch => touch.At > openedAt && touch.At <= until);
}
