namespace Bridge.Core.Conversations;

/// <summary>
/// Counts the messages of people that follow one of the business in the same conversation, so that the sum is the same in whatever order
/// messages become known: one that comes late also changes what the next one follows.
/// </summary>
internal static class ReplyCount
{
    /// <returns>How many more there are because of a message that was not known before.</returns>
    public static int Of(ThreadView view, int place)
    {
        if (!view.Facts[place].IsMessage)
        {
            return 0;
        }

        var itself = IsReply(view, place, Before(view, place, isTold: false)) ? 1 : 0;
        var next = view.Facts.FindIndex(place + 1, fact => fact.IsMessage);
        return next < 0 || view.Facts[next].Told == 0 ? itself : itself + Change(view, next, place);
    }

    /// <summary>What was told follows this one now, and followed the one told before it.</summary>
    private static int Change(ThreadView view, int told, int fresh) =>
        (IsReply(view, told, fresh) ? 1 : 0) - (IsReply(view, told, Before(view, told, isTold: true)) ? 1 : 0);

    private static bool IsReply(ThreadView view, int place, int before) =>
        view.Facts[place].Kind == FactKind.Inbound
        && (before < 0 ? IsAnswered(view.Late.Current) : IsOfSame(view, place, before) && view.Facts[before].Kind != FactKind.Inbound);

    private static bool IsOfSame(ThreadView view, int one, int other) =>
        ReferenceEquals(view.Meanings[one].Episode, view.Meanings[other].Episode);

    /// <summary>Of what is not remembered message by message: whether the last word was the business's.</summary>
    private static bool IsAnswered(Episode? episode) => episode is { IsOpen: true, Outbound: > 0, UnansweredSince: null };

    private static int Before(ThreadView view, int place, bool isTold) =>
        place == 0 ? -1 : view.Facts.FindLastIndex(place - 1, fact => fact.IsMessage && (!isTold || fact.Told > 0));
}
