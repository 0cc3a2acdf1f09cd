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
    private readonly Dictionary<Guid, PostedEvent> _told = [];

    /// <summary>Takes in one event of a post that was answered 200; one that comes again is one.</summary>
    public void Take(PostedEvent item) => _told.TryAdd(item.Id, item);

    /// <summary>Every figure by the name that the report gives it.</summary>
    /// <param name="now">Silence until then has been noticed.</param>
    public IReadOnlyDictionary<string, double?> Count(DateTimeOffset now)
    {
        var threads = Threads().Select(thread => Book(thread, now)).ToList();
        var ended = threads.SelectMany(thread => thread.Episodes).Where(episode => episode.IsOver).ToList();
        return new Dictionary<string, double?>
        {
            ["messagesReceived"] = Named("message.received"),
            ["messagesSent"] = Named("message.sent"),
            ["delivered"] = Delivered(),
            ["read"] = Named("message.read"),
            ["played"] = Named("message.played"),
            ["failed"] = Named("message.failed"),
            ["replied"] = threads.Sum(thread => thread.Replies),
            ["newContacts"] = threads.Count(thread => thread.HasInbound),
            ["conversationsOpened"] = threads.Sum(thread => thread.Episodes.Count(episode => episode.IsConversation)),
            ["conversationsResolved"] = ended.Count,
            ["contained"] = ended.Count(episode => episode.IsContained),
            ["abandoned"] = ended.Count(episode => episode.WaitsSince is not null),
            ["handoffs"] = threads.Sum(thread => thread.Handoffs),
            ["medianResponseSeconds"] = BookedFigure.Quantile(threads.SelectMany(thread => thread.Responses), 0.5),
            ["p90ResponseSeconds"] = BookedFigure.Quantile(threads.SelectMany(thread => thread.Responses), 0.9),
            ["medianFirstResponseSeconds"] = BookedFigure.Quantile(threads.SelectMany(thread => thread.FirstResponses), 0.5),
            ["p90FirstResponseSeconds"] = BookedFigure.Quantile(threads.SelectMany(thread => thread.FirstResponses), 0.9),
        };
    }

    /// <summary>What a report must have of everybody in a run in which no conversation ends.</summary>
    /// <param name="overtaking">
    /// By how much one post may overtake another: what happened so shortly after another thing may have been told before it.
    /// </param>
    public IReadOnlyList<BookedFigure> Expect(TimeSpan overtaking)
    {
        var doubtful = Threads().Where(thread => IsDoubtful(thread, overtaking)).SelectMany(thread => thread).ToList();
        var (inbound, outbound) = (doubtful.Count(IsInbound), doubtful.Count(item => !IsInbound(item)));
        var certain = Threads()
            .Where(thread => !IsDoubtful(thread, overtaking))
            .Select(thread => Book(thread, DateTimeOffset.MaxValue))
            .ToList();
        double[] responses = [.. certain.SelectMany(thread => thread.Responses)];
        double[] first = [.. certain.SelectMany(thread => thread.FirstResponses)];
        return
        [
            .. from one in Count(DateTimeOffset.MaxValue)
            where !one.Key.EndsWith("Seconds", StringComparison.Ordinal)
            select BookedFigure.Count(one.Key, one.Value ?? 0, one.Key is "replied" or "handoffs" ? inbound : 0),
            BookedFigure.Time("medianResponseSeconds", responses, outbound, 0.5),
            BookedFigure.Time("p90ResponseSeconds", responses, outbound, 0.9),
            BookedFigure.Time("medianFirstResponseSeconds", first, outbound, 0.5),
            BookedFigure.Time("p90FirstResponseSeconds", first, outbound, 0.9),
        ];
    }

    private static bool IsInbound(PostedEvent item) => item.About.Step!.Kind == StepKind.Inbound;

    /// <summary>Whether something of one side happened so shortly after something of the other.</summary>
    private static bool IsDoubtful(IEnumerable<PostedEvent> thread, TimeSpan overtaking)
    {
        var items = thread.OrderBy(item => item.About.HappenedAt).ToList();
        return items
            .Zip(items.Skip(1))
            .Any(pair =>
                IsInbound(pair.First) != IsInbound(pair.Second) && pair.Second.About.HappenedAt - pair.First.About.HappenedAt < overtaking
            );
    }

    private IEnumerable<IGrouping<(string? Source, string UserId), PostedEvent>> Threads() =>
        _told
            .Values.Where(item => item.About.Step is { Kind: not StepKind.Outcome } && item.Source is not null)
            .GroupBy(item => (item.Source, item.About.UserId));

    private BookedEpisodes Book(IEnumerable<PostedEvent> thread, DateTimeOffset now) =>
        BookedEpisodes.Of(thread.Select(item => (item.About.HappenedAt, item.About.Step!)), initialMode, resolveAfter, now);

    private int Named(string name) => _told.Values.Count(item => item.Name == name);

    /// <summary>What was read or played was delivered, whether anybody says so or not.</summary>
    private int Delivered() =>
        _told
            .Values.Where(item => item.Name is "message.delivered" or "message.read" or "message.played")
            .Select(item => item.Implies ?? item.Id)
            .Distinct()
            .Count();
}
