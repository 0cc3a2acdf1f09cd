using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Sends what requests wait for, and does not wait for a broker that hangs: what it has not confirmed soon belongs in the spool as well,
/// long before the broker counts as down. Thread-safe.
/// </summary>
internal sealed class PromptDispatch(
    BatchDispatch dispatch,
    BrokerLink link,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    BrokerSpool? spool = null
)
{
    private readonly ConfirmTimes _times = new(TimeSpan.FromMilliseconds(options.Value.LateMilliseconds), time);

    private int _late;

    /// <summary>Sends it, unless the broker is down or owes a confirm already.</summary>
    /// <returns>Not confirmed also when the broker may have it, or will: then the batch is still read.</returns>
    public async Task<Dispatched> SendAsync(ReadOnlyMemory<byte> batch)
    {
        if (link.Problem is not null || Volatile.Read(ref _late) > 0)
        {
            return Dispatched.No;
        }

        var sending = MeasureAsync(batch);
        var patience = spool is null ? Timeout.InfiniteTimeSpan : _times.Patience;
        await ((Task)sending.WaitAsync(patience, time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (sending.IsCompleted)
        {
            return await sending;
        }

        _ = AwaitLateAsync(sending);
        return Dispatched.No with { Pending = sending };
    }

    /// <summary>Waits however long a broker takes that is not down: for what nothing else takes.</summary>
    /// <param name="first">What came of sending it promptly; what is on its way since then is not sent again.</param>
    public async Task<Dispatched> InsistAsync(ReadOnlyMemory<byte> batch, Dispatched first)
    {
        if (first.Pending is not { } pending)
        {
            return link.Problem is null ? await MeasureAsync(batch) : Dispatched.No;
        }

        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return pending.IsCompletedSuccessfully ? await pending : Dispatched.No;
    }

    private async Task<Dispatched> MeasureAsync(ReadOnlyMemory<byte> batch)
    {
        var sent = time.GetTimestamp();
        var dispatched = await dispatch.SendAsync(batch, CancellationToken.None);
        if (dispatched.IsConfirmed)
        {
            _times.Add(time.GetElapsedTime(sent));
        }

        return dispatched;
    }

    /// <summary>Whether it comes or not is learned by <see cref="BrokerLink"/>; the batch is in the spool.</summary>
    private async Task AwaitLateAsync(Task<Dispatched> sending)
    {
        Interlocked.Increment(ref _late);
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _late);
        if (sending.Exception is { } cause)
        {
            link.Fails(cause.GetBaseException().Message.TrimEnd('.'));
        }
    }
}
