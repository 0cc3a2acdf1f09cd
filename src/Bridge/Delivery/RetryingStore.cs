using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// Tells the store what became of events, again and again until it listens: otherwise claimed events would neither be done nor wait.
/// </summary>
internal sealed partial class RetryingStore(IDeliveryStore store, Backoff backoff, TimeProvider time, ILogger<RetryingStore> logger)
{
    public Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken) =>
        SettleAsync("completing", events.Count, token => store.CompleteAsync(events, receipt, token), cancellationToken);

    public Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken) =>
        SettleAsync("giving back", events.Count, token => store.GiveBackAsync(events, failedAt, token), cancellationToken);

    public Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken) =>
        SettleAsync("dead-lettering", events.Count, token => store.DeadLetterAsync(events, token), cancellationToken);

    /// <returns>Those of the events that may still be posted; the others are let go.</returns>
    public async Task<IReadOnlyList<PendingEvent>> KeepHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        IReadOnlySet<long> held = new HashSet<long>();
        await SettleAsync("looking for", events.Count, async token => held = await store.FindHeldAsync(events, token), cancellationToken);
        var kept = events.ToLookup(waiting => held.Contains(waiting.Sequence));
        await GiveBackAsync([.. kept[false]], null, cancellationToken);
        return [.. kept[true]];
    }

    /// <summary>Whether no event was erased meanwhile, or is another process's; otherwise the rest of them waits again.</summary>
    public async Task<bool> HoldsAllAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var kept = await KeepHeldAsync(events, cancellationToken);
        if (kept.Count == events.Count)
        {
            return true;
        }

        await GiveBackAsync(kept, null, cancellationToken);
        return false;
    }

    /// <summary>Those of some clicks whose people have opted out.</summary>
    public async Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid> stopped = new HashSet<Guid>();
        await SettleAsync(
            "asking for the people of",
            clicks.Count,
            async token => stopped = await store.FindStoppedAsync(clicks, token),
            cancellationToken
        );
        return stopped;
    }

    /// <summary>How many events wait for a destination.</summary>
    public async Task<long> CountWaitingAsync(string destination, CancellationToken cancellationToken)
    {
        var waiting = 0L;
        await SettleAsync(
            "counting",
            1,
            async token => waiting = WaitingFor(destination, await store.GetBacklogAsync(token)),
            cancellationToken
        );
        return waiting;
    }

    private static long WaitingFor(string destination, IReadOnlyList<Backlog> backlogs) =>
        backlogs.FirstOrDefault(backlog => backlog.Destination == destination).Waiting;

    private async Task SettleAsync(string what, int count, Func<CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return;
        }

        for (var failures = 1; !await TrySettleAsync(what, count, failures, settle, cancellationToken); failures++)
        {
            await Task.Delay(backoff.Delay(failures), time, cancellationToken);
        }
    }

    private async Task<bool> TrySettleAsync(
        string what,
        int count,
        int failures,
        Func<CancellationToken, Task> settle,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await settle(cancellationToken);
            if (failures > 1)
            {
                Recovered(what, count, failures);
            }

            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The outermost seam of this loop: whatever ails the store, giving up would leave the events claimed for ever.
            Failed(failures == 1 ? LogLevel.Error : LogLevel.Debug, failure, what, count);
            return false;
        }
    }

    [LoggerMessage("The store failed at {What} {Count} events; trying until it works")]
    private partial void Failed(LogLevel level, Exception failure, string what, int count);

    [LoggerMessage(LogLevel.Information, "The store works again: {What} {Count} events took {Attempts} attempts")]
    private partial void Recovered(string what, int count, int attempts);
}
