namespace Bridge.Storage;

/// <summary>Tells everyone who delivers that events wait, so that nobody has to keep asking the store.</summary>
internal sealed class WaitingEventsSignal : Signal;

/// <summary>Something happened, for any number of listeners; what it was, they look up themselves. Thread-safe; free when nobody listens.</summary>
internal class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>It happened: wakes all who wait.</summary>
    public void Set() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    /// <summary>Completes at the next <see cref="Set"/>. Take it before looking things up: then what happens after the look is not missed.</summary>
    public Task Next()
    {
        var candidate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, candidate, null) ?? candidate).Task;
    }
}
