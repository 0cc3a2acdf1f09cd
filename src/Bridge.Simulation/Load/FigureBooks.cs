using Bridge.Core.Events;

namespace Bridge.Simulation.Load;

/// <summary>
/// Books on the figures that Bridge must show: a slow and simple count of what was posted, made with everything at hand and in the order in
/// which it happened. Kept apart from the running Bridge and by other means. Not thread-safe.
/// </summary>
/// <param name="initialMode">Who answers first, as Bridge has it set.</param>
/// <param name="resolveAfter">After how much silence a conversation is over, as Bridge has it set; null for never.</param>
internal sealed class FigureBooks(ServiceMode initialMode, TimeSpan? resolveAfter)
{
    private readonly Dictionary<Guid, TrackEvent> _told = [];

    /// <summary>Takes in one event of a post that was answered 200; one that comes again is one.</summary>
    public void Take(TrackEvent item) => _told.TryAdd(item.Id, item);

    /// <summary>Every figure by the name that the report gives it.</summary>
    /// <param name="now">Silence until then has been noticed.</param>
    public IReadOnlyDictionary<string, double?> Count(DateTimeOffset now)
    {
        var threads = _told
            .Values.Where(item => item.Subject.Step is not null && item.Source is not null)
            .GroupBy(item => (item.Source, item.UserId))
            .Select(thread => BookedEpisodes.Of(thread, initialMode, resolveAfter, now))
            .ToList();
        var ended = threads.SelectMany(thread => thread.Episodes).Where(episode => episode.IsOver).ToList();
        return new Dictionary<string, double?>
        {
            ["messagesReceived"] = Named("message.received"),
            ["messagesSent"] = Named("message.sent"),
            ["delivered"] = Delivered(),
            ["read"] = Named("message.read"),
            ["failed"] = Named("message.failed"),
            ["replied"] = threads.Sum(thread => thread.Replies),
            ["newContacts"] = threads.Count(thread => thread.HasInbound),
            ["conversationsOpened"] = threads.Sum(thread => thread.Episodes.Count(episode => episode.IsConversation)),
            ["conversationsResolved"] = ended.Count,
            ["contained"] = ended.Count(episode => episode.IsContained),
            ["abandoned"] = ended.Count(episode => episode.WaitsSince is not null),
            ["handoffs"] = threads.Sum(thread => thread.Handoffs),
            ["medianResponseSeconds"] = Quantile(threads.SelectMany(thread => thread.Responses), 0.5),
            ["p90ResponseSeconds"] = Quantile(threads.SelectMany(thread => thread.Responses), 0.9),
            ["medianFirstResponseSeconds"] = Quantile(threads.SelectMany(thread => thread.FirstResponses), 0.5),
            ["p90FirstResponseSeconds"] = Quantile(threads.SelectMany(thread => thread.FirstResponses), 0.9),
        };
    }

    private int Named(string name) => _told.Values.Count(item => item.Name == name);

    /// <summary>What was read or played was delivered, whether anybody says so or not.</summary>
    private int Delivered() =>
        _told
            .Values.Where(item => item.Name is "message.delivered" or "message.read" or "message.played")
            .Select(item => item.Implies ?? item.Id)
            .Distinct()
            .Count();

    private static double? Quantile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)];
    }
}
