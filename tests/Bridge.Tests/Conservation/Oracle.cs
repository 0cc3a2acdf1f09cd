using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>Holds what was posted against what arrived: as sets of ids, not as counts.</summary>
internal sealed class Oracle(ImpatientMeta meta, ScriptedCollector collector)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly EventProperty[] OfConversations =
    [
        EventProperties.ConversationId,
        EventProperties.PreviousConversationId,
        EventProperties.IsFirstInConversation,
        EventProperties.Reopened,
        EventProperties.CurrentMode,
        EventProperties.RespondedBy,
        EventProperties.ResponseSeconds,
        EventProperties.FirstResponseSeconds,
    ];

    /// <summary>Whether a webhook posted now arrives before the deadline.</summary>
    public async Task<bool> FreshEventPassesAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var ids = await meta.PostOneAsync(cancellationToken);
        return await BeforeAsync(deadline, () => ids.All(collector.Taken.ContainsKey), cancellationToken);
    }

    /// <summary>
    /// Waits until every event that was answered 200 arrived; gives up when nothing more arrives, and the judgement then says what is
    /// missing.
    /// </summary>
    public async Task DrainedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var expected = meta.Acknowledged.Where(id => meta.Posted[id].Length > 0).ToHashSet();
        bool hasMore;
        do
        {
            expected.RemoveWhere(collector.Taken.ContainsKey);
            var sofar = collector.Taken.Count;
            hasMore = expected.Count > 0 && await BeforeAsync(patience, () => collector.Taken.Count > sofar, cancellationToken);
        } while (hasMore);
    }

    /// <param name="dead">The ids of the dead letters.</param>
    public string Summary(IReadOnlySet<Guid> dead) =>
        $"{meta.Acknowledged.Count} items answered 200, {collector.Taken.Count} delivered, {dead.Count} dead, "
        + $"{meta.Retries} posts retried, {meta.Repeats} repeated, "
        + $"{collector.Taken.Values.Sum() - collector.Taken.Count} delivered twice, "
        + $"{collector.Requests.Count(request => !request.Answer.Takes)} batches refused";

    /// <summary>The promise, and that the run was worth something.</summary>
    public void Judge(IReadOnlySet<Guid> dead)
    {
        var missing = meta.Acknowledged.Where(id => !collector.Taken.ContainsKey(id) && !dead.Contains(id)).ToList();
        var invented = collector.Taken.Keys.Where(id => !meta.Posted.ContainsKey(id)).ToList();
        var altered = collector
            .TakenPayloads.Where(pair => !IsAsTranslated(meta.Posted.GetValueOrDefault(pair.Key), pair.Value))
            .Select(pair => pair.Key)
            .ToList();

        Assert.That(missing, Is.Empty, "answered 200, neither delivered nor dead");
        Assert.That(invented, Is.Empty, "delivered, never posted");
        Assert.That(altered, Is.Empty, "delivered, but not as it was translated");

        Assert.That(collector.Taken, Has.Count.GreaterThan(1000), "the run was not empty");
        Assert.That(dead, Is.Not.Empty, "some items were unreadable");
        Assert.That(meta.Retries, Is.Positive, "some posts were cut off or put off");
        Assert.That(meta.Repeats, Is.Positive, "some posts were repeated");
        Assert.That(
            collector.Requests,
            Has.Some.Matches<CollectorRequest>(request => !request.Answer.Takes),
            "the collector failed at times"
        );
    }

    /// <summary>What only its conversation knows may have come to it, and nothing else.</summary>
    private static bool IsAsTranslated(string? posted, string taken)
    {
        if (posted == taken || posted is not { Length: > 0 })
        {
            return posted == taken;
        }

        var (before, after) = (JsonNode.Parse(posted)!, JsonNode.Parse(taken)!);
        foreach (var property in OfConversations.Where(property => !before["properties"]!.AsObject().ContainsKey(property.Name)))
        {
            after["properties"]!.AsObject().Remove(property.Name);
        }

        return JsonNode.DeepEquals(before, after);
    }

    private static async Task<bool> BeforeAsync(TimeSpan deadline, Func<bool> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        while (!condition() && !limit.IsCancellationRequested)
        {
            await Task.Delay(Interval, cancellationToken);
        }

        return condition();
    }
}
