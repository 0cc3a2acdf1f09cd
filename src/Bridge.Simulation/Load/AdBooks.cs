using Bridge.Core.Events;

namespace Bridge.Simulation.Load;

/// <summary>
/// Books on what came of each ad in a run in which nobody wrote before and no conversation ends: a slow and simple count of what was
/// posted, in the order in which it happened. Kept apart from the running Bridge and by other means. Not thread-safe.
/// </summary>
internal sealed class AdBooks
{
    private readonly Dictionary<Guid, (EventSubject About, string? Source)> _told = [];
    private readonly Dictionary<Guid, PostedEvent> _orders = [];

    /// <summary>Takes in one event of a post that was answered 200; one that comes again is one.</summary>
    public void Take(PostedEvent item)
    {
        if (item.About.Step?.Kind is StepKind.Inbound or StepKind.Outbound)
        {
            _told.TryAdd(item.Id, (item.About, item.Source));
        }
        else if (item.Name == PostedEvent.Order)
        {
            _orders.TryAdd(item.Id, item);
        }
    }

    /// <summary>What the table must show of each ad, by its id.</summary>
    /// <param name="overtaking">
    /// By how much one post may overtake another: what happened so shortly after another thing may have been told before it.
    /// </param>
    public IReadOnlyDictionary<string, BookedAd> Count(TimeSpan overtaking)
    {
        var ads = new Dictionary<string, BookedAd>();
        var orders = _orders.Values.ToLookup(order => (order.Source, order.About.UserId));
        foreach (var thread in _told.Values.GroupBy(item => (item.Source, item.About.UserId)))
        {
            var items = thread.Select(item => item.About).OrderBy(item => item.HappenedAt).ToList();
            var clicks = items.Where(item => item.Step?.Touch?.Id is not null).ToList();
            var openings = Openings(clicks, overtaking);
            var answer = AnswerOf(items, overtaking);
            Add(openings, ad => ad.WithConversation(isCertain: openings.Count == 1, answer));
            Add(clicks.Select(AdOf).Distinct(), ad => ad with { People = ad.People + 1 });
            Add(clicks.Select(AdOf), ad => ad with { Messages = ad.Messages + 1 });
            foreach (var order in orders[thread.Key])
            {
                var by = BroughtBy(clicks, order.About.HappenedAt, overtaking);
                Add(by.OfType<string>(), ad => ad.WithOrder(isCertain: by.Count == 1, order.Worth));
            }
        }

        return ads;

        void Add(IEnumerable<string> touched, Func<BookedAd, BookedAd> count)
        {
            foreach (var ad in touched)
            {
                ads[ad] = count(ads.GetValueOrDefault(ad) ?? BookedAd.None);
            }
        }
    }

    /// <summary>Holds the books against the table.</summary>
    /// <returns>A line for each difference; none when all is as it must be.</returns>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, BookedAd> shown, TimeSpan overtaking)
    {
        var booked = Count(overtaking);
        return
        [
            .. from ad in booked.Keys.Union(shown.Keys).Order(StringComparer.Ordinal)
            let must = booked.GetValueOrDefault(ad) ?? BookedAd.None
            let told = shown.GetValueOrDefault(ad) ?? BookedAd.None
            where !must.Allows(told)
            select $"ad {ad} has {told} instead of {must}",
        ];
    }

    private static List<string> Openings(List<EventSubject> clicks, TimeSpan overtaking) =>
        [.. clicks.Where((click, at) => at == 0 || click.HappenedAt - clicks[0].HappenedAt < overtaking).Select(AdOf).Distinct()];

    /// <summary>Whether the conversation was answered; of an answer that may have overtaken its message that is not certain.</summary>
    private static bool? AnswerOf(List<EventSubject> items, TimeSpan overtaking)
    {
        if (items.Find(item => item.Step!.Kind == StepKind.Inbound) is not { } first)
        {
            return false;
        }

        var answers = items
            .Where((item, at) => at > items.IndexOf(first) || first.HappenedAt - item.HappenedAt < overtaking)
            .Where(item => item.Step!.Kind == StepKind.Outbound)
            .ToList();
        return answers.Count == 0 ? false
            : answers.Exists(answer => answer.HappenedAt - first.HappenedAt >= overtaking) ? true
            : null;
    }

    /// <summary>
    /// The ads of which one brought the person last before a moment; null among them where it may be none. Of clicks in the same second
    /// either was the last.
    /// </summary>
    private static List<string?> BroughtBy(List<EventSubject> clicks, DateTimeOffset at, TimeSpan overtaking)
    {
        var before = clicks.Where(click => click.HappenedAt <= at).ToList();
        var certain = before.FindLast(click => at - click.HappenedAt >= overtaking)?.HappenedAt;
        var possible = before.Where(click => at - click.HappenedAt < overtaking || click.HappenedAt == certain).Select(AdOf);
        return [.. (certain is null ? possible.Append<string?>(null) : possible).Distinct()];
    }

    private static string AdOf(EventSubject click) => click.Step!.Touch!.Id!;
}
