namespace Bridge.Storage;

/// <summary>Wakes whoever waits, any number of them. Take <see cref="Next"/> before looking for work and await it after finding none: then no wake-up is missed.</summary>
internal abstract class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the first <see cref="Raise"/> from now on.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}

/// <summary>Raised when webhooks were spooled; intake waits for it.</summary>
internal sealed class SpooledBatches : Signal;

/// <summary>Raised when events were queued for the collector; delivery waits for it.</summary>
internal sealed class WaitingEvents : Signal;
