using Bridge.Core.Attribution;
using Bridge.Core.Events;

namespace Bridge.Simulation.Load;

/// <summary>
/// Books on what came of each ad in a run in which no conversation ends: a slow and simple count of what was posted, in the order in which
/// it happened. Kept apart from the running Bridge and by other means. Not thread-safe.
/// </summary>
internal sealed class AdBooks
{
    private readonly Dictionary<Guid, TrackEvent> _told = [];

    /// <summary>Takes in one event of a post that was answered 200; one that comes again is one.</summary>
    public void Take(TrackEvent item) => _told.TryAdd(item.Id, item);

    /// <summary>What the table must show of each ad, by its id.</summary>
    public IReadOnlyDictionary<string, BookedAd> Count()
    {
        var ads = new Dictionary<string, BookedAd>();
        foreach (var thread in _told.Values.GroupBy(item => (item.Source, item.UserId)))
        {
            var items = thread.OrderBy(item => item.Timestamp).ToList();
            var messages = items.Where(item => item.Name == "message.received").ToList();
            List<Touch> touches = [.. messages.Select(item => item.Step?.Touch).OfType<Touch>()];
            var isAnswered = items.SkipWhile(item => item.Name != "message.received").Any(item => item.Name == "message.sent");
            Add(touches.Take(1), ad => ad with { Conversations = ad.Conversations + 1, Answered = ad.Answered + (isAnswered ? 1 : 0) });
            Add(touches.DistinctBy(touch => touch.Id), ad => ad with { People = ad.People + 1 });
            Add(touches, ad => ad with { Messages = ad.Messages + 1 });
        }

        return ads;

        void Add(IEnumerable<Touch> touches, Func<BookedAd, BookedAd> count)
        {
            foreach (var touch in touches)
            {
                ads[touch.Id!] = count(ads.GetValueOrDefault(touch.Id!) ?? new BookedAd(0, 0, 0, 0));
            }
        }
    }
}

/// <summary>What came of an ad.</summary>
/// <param name="Messages">How often it was clicked before somebody wrote.</param>
internal sealed record BookedAd(int People, int Conversations, int Answered, int Messages);
