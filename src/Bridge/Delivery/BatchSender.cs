using System.Diagnostics;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Delivery;

/// <summary>
/// Brings claimed events to the collector and settles each of them: completed, dead-lettered or given back. The one place that judges an
/// answer.
/// </summary>
internal sealed partial class BatchSender(
    string name,
    Gate gate,
    Suspicion suspicion,
    Destinations destinations,
    IDestinationKind kind,
    RetryingStore store,
    TimeSpan maxAge,
    DeliveryMetrics metrics,
    TimeProvider time,
    SteadyClock clock,
    ILogger<BatchSender> logger
)
{
    /// <summary>Posts the events in as many batches as they need, as long as the permit holds.</summary>
    public async Task ShipAsync(GatePermit permit, IReadOnlyList<PendingEvent> claimed, Shutdown shutdown)
    {
        var since = time.GetTimestamp();
        var unwanted = await kind.FindUnwantedAsync(claimed, shutdown.NoMoreStore);
        var (fit, dead) = BatchFilter.Sort(claimed, unwanted, maxAge, time.GetUtcNow(), clock.AgeOf);
        await DeadLetterAsync(dead, shutdown.NoMoreStore);
        if (permit.IsProbe)
        {
            fit = await ChooseProbeAsync(fit, shutdown.NoMoreStore);
        }

        await ShipBatchesAsync(permit, fit, since, shutdown);
    }

    /// <summary>
    /// Of events that were held back for a while, those that may still be posted: others were erased meanwhile, or are with another
    /// process.
    /// </summary>
    public Task<IReadOnlyList<PendingEvent>> KeepHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        store.KeepHeldAsync(events, cancellationToken);

    /// <summary>Events that were not posted wait again.</summary>
    public Task GiveBackAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        store.GiveBackAsync(events, null, cancellationToken);

    private async Task ShipBatchesAsync(GatePermit permit, ArraySegment<PendingEvent> events, long since, Shutdown shutdown)
    {
        var begun = 0;
        try
        {
            foreach (var batch in BatchLimits.Pack(events, destinations.Find(name)?.MessageIdField ?? false))
            {
                begun += batch.Count;
                await ShipBatchAsync(permit, batch, since, shutdown);
            }
        }
        finally
        {
            await store.GiveBackAsync(events[begun..], null, shutdown.NoMoreStore);
        }
    }

    /// <summary>
    /// Of the events claimed for a probe the first, which failed least: were it always the oldest, one event the collector cannot digest
    /// would keep the gate closed. Of a collector that is suspected, one of another name than it refused.
    /// </summary>
    private async Task<ArraySegment<PendingEvent>> ChooseProbeAsync(
        ArraySegment<PendingEvent> candidates,
        CancellationToken cancellationToken
    )
    {
        if (candidates.Count <= 1)
        {
            return candidates;
        }

        var chosen = suspicion.ChooseProbe(candidates);
        await store.GiveBackAsync([.. candidates[..chosen], .. candidates[(chosen + 1)..]], null, cancellationToken);
        return candidates.Slice(chosen, 1);
    }

    /// <param name="since">When they were claimed: with a slow collector somebody may be erased before all of them are posted.</param>
    private async Task ShipBatchAsync(GatePermit permit, ArraySegment<PendingEvent> batch, long since, Shutdown shutdown)
    {
        var plan = new SplitPlan(batch.Count);
        var dead = new List<DeadEvent>();
        try
        {
            while (gate.Allows(permit) && destinations.Find(name) is { } destination && plan.TryNext(out var range))
            {
                if (
                    time.GetElapsedTime(since) < IDeliveryStore.LongestUnlooked
                    || await store.HoldsAllAsync(batch[range], shutdown.NoMoreStore)
                )
                {
                    await ShipPartAsync(permit, destination, batch[range], plan, dead, shutdown);
                }
                else
                {
                    plan.GivenBack();
                }
            }
        }
        finally
        {
            await DeadLetterAsync(dead, shutdown.NoMoreStore);
            await store.GiveBackAsync([.. plan.Unsettled.SelectMany(range => batch[range])], null, shutdown.NoMoreStore);
        }
    }

    private async Task ShipPartAsync(
        GatePermit permit,
        Destination destination,
        ArraySegment<PendingEvent> part,
        SplitPlan plan,
        List<DeadEvent> dead,
        Shutdown shutdown
    )
    {
        using var span = StartSpan(destination, part);
        var posted = time.GetTimestamp();
        var answer = await kind.PostAsync(destination, part, shutdown.NoMorePosts);
        var took = time.GetElapsedTime(posted);
        var (verdict, reason) = suspicion.Judge(kind.Judge(answer, part.Count), part, answer.Summary);
        var now = time.GetUtcNow();
        var change = gate.Report(permit, verdict, reason, RetryAfter.Parse(answer.RetryAfter, now), clock.Now);
        metrics.Attempted(name, verdict, answer, part.Count, took);
        Tell(span, verdict, answer);
        switch (verdict)
        {
            case Verdict.Taken:
                await store.CompleteAsync(part, new DeliveryReceipt(answer.Status!.Value, destination.Url.Authority), shutdown.NoMoreStore);
                plan.Taken();
                metrics.Delivered(name, part, now);
                break;
            case Verdict.Refused or Verdict.TooLarge:
                AddIfAlone(dead, part, verdict, answer, now);
                plan.Refused(asTooLarge: verdict == Verdict.TooLarge);
                break;
            default:
                await store.GiveBackAsync(part, failedAt: now, shutdown.NoMoreStore);
                plan.GivenBack();
                break;
        }

        await TellAsync(change, shutdown.NoMoreStore);
    }

    private static Activity? StartSpan(Destination destination, ArraySegment<PendingEvent> part) =>
        Traces.Deliver(
            destination.Name,
            destination.Url,
            part.Count,
            part.Max(posted => posted.Attempts),
            part.Select(posted => posted.TraceParent)
        );

    private static void Tell(Activity? span, Verdict verdict, CollectorAnswer answer)
    {
        if (answer.Status is { } status)
        {
            span?.SetTag("http.response.status_code", status);
        }

        if (verdict != Verdict.Taken)
        {
            span?.Fail(answer.Status is { } refusal ? $"{refusal}" : $"{answer.Failure}");
        }
    }

    private static void AddIfAlone(
        List<DeadEvent> dead,
        ArraySegment<PendingEvent> part,
        Verdict verdict,
        CollectorAnswer answer,
        DateTimeOffset now
    )
    {
        if (part.Count == 1)
        {
            var reason = verdict == Verdict.TooLarge ? DeadReason.TooLarge : DeadReason.Refused;
            dead.Add(new DeadEvent(part[0], reason, answer.Status, answer.Excerpt, now));
        }
    }

    private async Task DeadLetterAsync(IReadOnlyList<DeadEvent> dead, CancellationToken cancellationToken)
    {
        await store.DeadLetterAsync(dead, cancellationToken);
        foreach (var alike in dead.CountBy(one => (one.Reason, one.Status)))
        {
            DeadLettered(DestinationWords.Of(name), alike.Value, alike.Key.Reason, alike.Key.Status);
            metrics.Dead(name, alike.Key.Reason, alike.Value);
        }
    }

    private async Task TellAsync(GateStatus? change, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case { State: GateState.Open }:
                Resumed(DestinationWords.Of(name));
                break;
            case { State: GateState.Waiting }:
                Waiting(DestinationWords.Of(name), change.Reason);
                break;
            case { State: GateState.Paused } when suspicion.IsStanding:
                metrics.Suspected(name);
                Suspected(DestinationWords.Of(name), change.Reason, await store.CountWaitingAsync(name, cancellationToken));
                break;
            case { State: GateState.Paused }:
                var waiting = await store.CountWaitingAsync(name, cancellationToken);
                Paused(DestinationWords.Of(name), change.Reason, DestinationWords.Cure(name), waiting);
                break;
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "{Destination} does not accept Bridge ({Reason}): {Cure}. " + "Paused it with {Waiting} events waiting; it is probed every minute"
    )]
    private partial void Paused(string destination, string? reason, string cure, long waiting);

    [LoggerMessage(
        LogLevel.Error,
        "{Destination} refuses everything ({Reason}): check its address, and what it says in the newest dead letters. "
            + "Paused it with {Waiting} events waiting; it is probed every minute"
    )]
    private partial void Suspected(string destination, string? reason, long waiting);

    [LoggerMessage(LogLevel.Warning, "{Destination} cannot be reached or is overloaded ({Reason}); its events wait and are tried again")]
    private partial void Waiting(string destination, string? reason);

    [LoggerMessage(LogLevel.Information, "{Destination} answers again; delivery resumed")]
    private partial void Resumed(string destination);

    [LoggerMessage(LogLevel.Warning, "{Count} events for {Destination} became dead letters: {Reason} (status {Status})")]
    private partial void DeadLettered(string destination, int count, string reason, int? status);
}
