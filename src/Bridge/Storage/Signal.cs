namespace Bridge.Storage;

/// <summary>
/// A wake-up call to any number of listeners; what happened, they look up themselves. Take <see cref="Next"/> before looking for work
/// and await it after finding none: then nothing is missed. Thread-safe; free when nobody listens.
/// </summary>
internal class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes at the first <see cref="Raise"/> from now on.</summary>
    public Task Next
    {
        get
        {
            var candidate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, candidate, null) ?? candidate).Task;
        }
    }

    /// <summary>It happened: wakes all who wait.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, null)?.TrySetResult();
}

/// <summary>Raised when webhooks were spooled; intake waits for it.</summary>
internal sealed class SpooledBatches : Signal;

/// <summary>Raised when events were queued for the collector; delivery waits for it.</summary>
internal sealed class EventsQueued : Signal;
