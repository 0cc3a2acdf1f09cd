using System.Threading.Channels;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Group commit over the broker: whatever waits when a message may leave shares it, and only then are the waiting requests answered.
/// What the broker does not confirm goes to the spool.
/// </summary>
internal sealed partial class PublishGroup(
    PromptDispatch dispatch,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<PublishGroup> logger,
    BrokerSpool? spool = null
) : BackgroundService
{
    /// <summary>Webhooks in one message.</summary>
    private const int MaxRequests = 1024;

    /// <summary>Bytes of one group, unless a single webhook has more; what is too large for one message is sent in several.</summary>
    private const int MaxBytes = 256 * 1024;

    private readonly Channel<WaitingRequest> _waiting = Channel.CreateUnbounded<WaitingRequest>();
    private readonly WaitingBound _bound = new();
    private readonly TimeSpan _linger = TimeSpan.FromMilliseconds(options.Value.LingerMilliseconds);
    private readonly LogThrottle _failures = new(time, TimeSpan.FromMinutes(1));
    private int _inFlight;

    /// <summary>Has a webhook's items published with those of the others that wait.</summary>
    public Task<PublishResult> JoinAsync(EncodedItems items)
    {
        var request = new WaitingRequest(items);
        if (!_bound.TryEnter(request.Length))
        {
            items.Dispose();
            return Task.FromResult(PublishResult.Overloaded);
        }

        if (!_waiting.Writer.TryWrite(request))
        {
            Answer([request], PublishResult.BrokerUnavailable); // the process stops
        }

        return request.Task;
    }

    /// <summary>Finishes what waits: by now no request can come any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <remarks>As many lanes as messages may be in flight: what is outstanding is bounded by that.</remarks>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.MaxPublishesInFlight).Select(_ => Task.Run(RunLaneAsync, CancellationToken.None)));

    private async Task RunLaneAsync()
    {
        var members = new List<WaitingRequest>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await LingerAsync();
            Gather(members);
            if (members.Count > 0)
            {
                await TryStoreAsync(members);
                members.Clear();
            }
        }
    }

    private void Answer(List<WaitingRequest> members, PublishResult result)
    {
        members.ForEach(member => _bound.Leave(member.Length));
        WaitingRequest.Answer(members, result);
    }

    /// <summary>While others are in flight there is no hurry: with a little patience more requests share the next message.</summary>
    private Task LingerAsync() =>
        _linger > TimeSpan.Zero && Volatile.Read(ref _inFlight) > 0
            ? Task.Delay(_linger, time, CancellationToken.None)
            : Task.CompletedTask;

    private void Gather(List<WaitingRequest> members)
    {
        var bytes = 0;
        while (members.Count < MaxRequests && bytes < MaxBytes && _waiting.Reader.TryRead(out var next))
        {
            members.Add(next);
            bytes += next.Length;
        }
    }

    private PooledBytes Join(List<WaitingRequest> members)
    {
        var batch = new PooledBytes(members.Sum(member => member.Length + 1) + 128);
        EventBatchWriter.Batch(batch, time.GetUtcNow(), members.Select(member => member.Items));
        return batch;
    }

    private async Task TryStoreAsync(List<WaitingRequest> members)
    {
        try
        {
            await StoreAsync(members);
        }
        catch (Exception cause)
        {
            // The outermost seam of a lane: were it to end, these requests would wait for ever, and so would the next in its place.
            if (_failures.ShouldLog(out var count))
            {
                CannotPublish(cause, count, cause.Message);
            }

            Answer(members.FindAll(member => !member.IsAnswered), PublishResult.StorageUnavailable);
        }
    }

    /// <summary>
    /// Stores them together; one by one when together they cannot be, because one of them is too large for the broker and cannot be kept.
    /// </summary>
    private async Task StoreAsync(List<WaitingRequest> members)
    {
        var result = await StoreAsync(Join(members));
        if (result is null && members.Count > 1)
        {
            foreach (var member in members)
            {
                Answer([member], await StoreAsync(Join([member])) ?? PublishResult.BrokerUnavailable);
            }
        }
        else
        {
            Answer(members, result ?? PublishResult.BrokerUnavailable);
        }
    }

    /// <remarks>
    /// The batch's memory is given back only when the broker has all of it. Otherwise it may still be on its way to a broker that hangs,
    /// while the spool writes it too, and is let go.
    /// </remarks>
    /// <returns>Null when something in it is larger than the broker takes, and there is no room to keep that aside.</returns>
    private async Task<PublishResult?> StoreAsync(PooledBytes batch)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var dispatched = await dispatch.SendAsync(batch.Written);
            if (!dispatched.IsConfirmed)
            {
                return spool is null ? PublishResult.BrokerUnavailable : await spool.StoreAsync(batch.Written);
            }

            batch.Dispose();
            return dispatched.Refused.Count == 0 ? PublishResult.Stored
                : spool is not null && await spool.KeepAsync(dispatched.Refused) == PublishResult.Stored ? PublishResult.Stored
                : null;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Groups of webhooks could neither be published nor spooled, {Count} since this was told last, and were answered 503: {Problem}"
    )]
    private partial void CannotPublish(Exception cause, long count, string problem);
}
