using Bridge.Attribution;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Delivery;

/// <summary>
/// Keeps one destination supplied: takes what waits from the store and hands it, batch by batch, to the <see cref="BatchSender"/>.
/// </summary>
internal sealed partial class DestinationPump(
    string name,
    Gate gate,
    Suspicion suspicion,
    BatchSender sender,
    IDeliveryStore store,
    EventsQueued signal,
    DeliveryOptions options,
    Backoff backoff,
    TimeProvider time,
    SteadyClock clock,
    ILogger<DestinationPump> logger,
    NamedEvents? names = null
)
{
    /// <summary>From how many of the oldest events a probe is chosen.</summary>
    private const int ProbeCandidates = 20;

    private readonly string _destination = DestinationWords.Within(name);
    private readonly Signal _ownSignal = new();
    private Task _eventsWait = Task.CompletedTask;
    private int _inFlight;
    private int _held;
    private int _failures;

    /// <summary>
    /// The address or the key is a new one, or somebody says that the collector works again: a closed gate is probed at once.
    /// </summary>
    public void TryNow()
    {
        gate.TryNow(clock.Now);
        _ownSignal.Raise();
    }

    /// <summary>Delivers until told to stop; completes when nothing is in flight any more.</summary>
    public async Task RunAsync(Shutdown shutdown)
    {
        while (!shutdown.NoMoreClaims.IsCancellationRequested)
        {
            await TryShipAsync(shutdown);
        }

        await NothingInHandAsync(shutdown.NoMoreStore).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TryShipAsync(Shutdown shutdown)
    {
        try
        {
            await InFlightBelowAsync(options.InFlight, shutdown.NoMoreClaims);
            var permit = await EnterGateAsync(shutdown.NoMoreClaims);
            var announced = NextAnnouncement();
            var claimed = await ClaimAsync(permit, shutdown);
            await RestAsync(claimed, announced, shutdown.NoMoreClaims);
            _failures = 0;
        }
        catch (OperationCanceledException) when (shutdown.NoMoreClaims.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception failure)
        {
            // The outermost seam of the pump: whatever ails the store, delivery goes on when it is well again.
            _failures++;
            StoreFailed(_failures == 1 ? LogLevel.Error : LogLevel.Debug, failure, _destination);
            await Task.Delay(backoff.Delay(_failures), time, shutdown.NoMoreClaims).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How many events were claimed; they are being shipped.</returns>
    private async Task<int> ClaimAsync(GatePermit permit, Shutdown shutdown)
    {
        IReadOnlyList<PendingEvent> claimed = [];
        try
        {
            claimed = await store.ClaimAsync(name, MostEvents(permit), BatchLimits.MaxClaimBytes, shutdown.NoMoreStore);
        }
        finally
        {
            if (claimed.Count == 0)
            {
                gate.Leave(permit);
            }
        }

        if (claimed.Count > 0)
        {
            Ship(permit, claimed, shutdown);
        }

        return claimed.Count;
    }

    /// <summary>What waits for the names of ads holds up nothing else; a probe is posted as it is.</summary>
    private void Ship(GatePermit permit, IReadOnlyList<PendingEvent> claimed, Shutdown shutdown)
    {
        var (ready, waiting) = permit.IsProbe || names is null ? (claimed, []) : names.Sort(claimed);
        if (waiting.Count > 0)
        {
            Interlocked.Increment(ref _held);
            _ = HoldAsync(waiting, shutdown);
        }

        Interlocked.Increment(ref _inFlight);
        _ = ShipAsync(permit, ready, shutdown);
    }

    /// <summary>They stay claimed while they wait: who dies meanwhile gives them back.</summary>
    private async Task HoldAsync(IReadOnlyList<PendingEvent> waiting, Shutdown shutdown)
    {
        try
        {
            await names!.WaitAsync(waiting, shutdown.NoMoreClaims).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            waiting = await sender.KeepHeldAsync(waiting, shutdown.NoMoreStore);
            if (!shutdown.NoMoreClaims.IsCancellationRequested && gate.TryEnter(clock.Now, out var permit, out _))
            {
                Interlocked.Increment(ref _inFlight);
                await ShipAsync(permit, waiting, shutdown);
            }
            else
            {
                await sender.GiveBackAsync(waiting, shutdown.NoMoreStore);
            }
        }
        catch (OperationCanceledException) when (shutdown.NoMoreStore.IsCancellationRequested)
        {
            // The end of the process gives them back.
        }
        finally
        {
            Interlocked.Decrement(ref _held);
            _ownSignal.Raise();
        }
    }

    /// <summary>A suspected collector may have refused all of the oldest: the probe is chosen from more.</summary>
    private int MostEvents(GatePermit permit) => permit.IsProbe && !suspicion.IsStanding ? ProbeCandidates : BatchLimits.MaxEvents;

    private Task InFlightBelowAsync(int limit, CancellationToken cancellationToken) =>
        HoldsAsync(() => Volatile.Read(ref _inFlight) < limit, cancellationToken);

    private Task NothingInHandAsync(CancellationToken cancellationToken) =>
        HoldsAsync(() => Volatile.Read(ref _held) == 0 && Volatile.Read(ref _inFlight) == 0, cancellationToken);

    private async Task HoldsAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var oneEnded = _ownSignal.Next;
            if (condition())
            {
                return;
            }

            await WaitAsync(oneEnded, Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private async Task<GatePermit> EnterGateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var gateMayHaveMoved = _ownSignal.Next;
            if (gate.TryEnter(clock.Now, out var permit, out var askAgainIn))
            {
                return permit;
            }

            await WaitAsync(
                gateMayHaveMoved,
                askAgainIn is { } wait ? WholeMilliseconds(wait) : Timeout.InfiniteTimeSpan,
                cancellationToken
            );
        }
    }

    /// <summary>Rounded up: timers cut fractions off, and would end the wait a moment too early again and again.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    /// <summary>
    /// After a full batch there is more to do; after some events, or news of some, others may soon join them; after none there is nothing
    /// to do.
    /// </summary>
    private async Task RestAsync(int claimed, Task announced, CancellationToken cancellationToken)
    {
        if (claimed == 0)
        {
            await WaitAsync(announced, options.Poll, cancellationToken);
        }

        if (claimed < BatchLimits.MaxEvents && options.Linger > TimeSpan.Zero)
        {
            await Task.Delay(options.Linger, time, cancellationToken);
        }
    }

    /// <summary>Taken before the store is asked, so that nothing stored afterwards is missed.</summary>
    private Task NextAnnouncement()
    {
        if (_eventsWait.IsCompleted)
        {
            _eventsWait = Task.WhenAny(signal.Next, _ownSignal.Next);
        }

        return _eventsWait;
    }

    private async Task WaitAsync(Task happens, TimeSpan atMost, CancellationToken cancellationToken)
    {
        await happens.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task ShipAsync(GatePermit permit, IReadOnlyList<PendingEvent> claimed, Shutdown shutdown)
    {
        try
        {
            await sender.ShipAsync(permit, names?.Complete(claimed) ?? claimed, shutdown);
        }
        catch (OperationCanceledException) when (shutdown.NoMorePosts.IsCancellationRequested)
        {
            // Abandoned at the end of the process's time; what was in flight has been given back.
        }
        catch (Exception failure)
        {
            // The outermost seam of a shipment: nobody awaits it. The gate waits, so that a fault of Bridge's own cannot spin.
            ShipmentFailed(failure, _destination);
            gate.Report(permit, Verdict.Wait, "internal fault", null, clock.Now);
        }
        finally
        {
            gate.Leave(permit);
            Interlocked.Decrement(ref _inFlight);
            _ownSignal.Raise();
        }
    }

    [LoggerMessage("The store does not hand out the events for {Destination}; trying until it does")]
    private partial void StoreFailed(LogLevel level, Exception failure, string destination);

    [LoggerMessage(LogLevel.Error, "A batch for {Destination} ran into a fault of Bridge; its events wait and are tried again")]
    private partial void ShipmentFailed(Exception failure, string destination);
}
