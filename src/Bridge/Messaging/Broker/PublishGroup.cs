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

    private readonly Channel<WaitingRequest> _waiting = Channel.CreateUnbounded<WaitingRequest>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly WaitingBound _bound = new();
    private readonly TimeSpan _linger = TimeSpan.FromMilliseconds(options.Value.LingerMilliseconds);
    private readonly LogThrottle _failures = new(time, TimeSpan.FromMinutes(1));
    private readonly SemaphoreSlim _lanes = new(options.Value.MaxPublishesInFlight);

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

    /// <remarks>
    /// One loop gathers for all lanes, as many as messages may be in flight, which bounds what is outstanding: were each lane to gather for
    /// itself, two would wake for one message.
    /// </remarks>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(RunAsync, CancellationToken.None);

    private async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await _lanes.WaitAsync(CancellationToken.None);
            await LingerAsync();
            _ = StoreAsync(Gather());
        }

        for (var lane = 0; lane < options.Value.MaxPublishesInFlight; lane++)
        {
            await _lanes.WaitAsync(CancellationToken.None);
        }
    }

    private void Answer(List<WaitingRequest> members, PublishResult result)
    {
        members.ForEach(member => _bound.Leave(member.Length));
        WaitingRequest.Answer(members, result);
    }

    /// <summary>While others are in flight there is no hurry: with a little patience more requests share the next message.</summary>
    private Task LingerAsync() =>
        _linger > TimeSpan.Zero && _lanes.CurrentCount < options.Value.MaxPublishesInFlight - 1
            ? Task.Delay(_linger, time, CancellationToken.None)
            : Task.CompletedTask;

    private List<WaitingRequest> Gather()
    {
        var members = new List<WaitingRequest>();
        for (var bytes = 0; members.Count < MaxRequests && bytes < MaxBytes && _waiting.Reader.TryRead(out var next); bytes += next.Length)
        {
            members.Add(next);
        }

        return members;
    }

    private PooledBytes Join(List<WaitingRequest> members)
    {
        var batch = new PooledBytes(members.Sum(member => member.Length + 1) + 128);
        EventBatchWriter.Batch(batch, time.GetUtcNow(), members.Select(member => member.Items));
        return batch;
    }

    /// <summary>A lane: stores them, lets the next message leave, and answers meanwhile.</summary>
    private async Task StoreAsync(List<WaitingRequest> members)
    {
        var result = PublishResult.StorageUnavailable;
        try
        {
            result = await StoreTogetherAsync(members);
        }
        catch (Exception cause)
        {
            // The outermost seam of a lane: were it to end, these requests would wait for ever, and so would the next in its place.
            if (_failures.ShouldLog(out var count))
            {
                CannotPublish(cause, count, cause.Message);
            }
        }

        _lanes.Release();
        Answer(members.FindAll(member => !member.IsAnswered), result);
    }

    /// <summary>
    /// Stores them together; one by one when together they cannot be, because one of them is too large for the broker and cannot be kept.
    /// </summary>
    /// <returns>What became of those that were not answered one by one.</returns>
    private async Task<PublishResult> StoreTogetherAsync(List<WaitingRequest> members)
    {
        var result = await StoreAsync(Join(members));
        if (result is null && members.Count > 1)
        {
            foreach (var member in members)
            {
                Answer([member], await StoreAsync(Join([member])) ?? PublishResult.BrokerUnavailable);
            }
        }

        return result ?? PublishResult.BrokerUnavailable;
    }

    /// <remarks>
    /// The batch's memory is given back only when the broker has all of it. Otherwise it may still be on its way to a broker that hangs,
    /// while the spool writes it too, and is let go.
    /// </remarks>
    /// <returns>Null when something in it is larger than the broker takes, and there is no room to keep that aside.</returns>
    private async Task<PublishResult?> StoreAsync(PooledBytes batch)
    {
        var dispatched = await dispatch.SendAsync(batch.Written);
        if (!dispatched.IsConfirmed)
        {
            var spooled = spool is null ? PublishResult.BrokerUnavailable : await spool.StoreAsync(batch.Written);
            if (spooled == PublishResult.Stored)
            {
                return spooled;
            }

            dispatched = await dispatch.InsistAsync(batch.Written, dispatched);
            if (!dispatched.IsConfirmed)
            {
                return spooled;
            }
        }

        batch.Dispose();
        return dispatched.Refused.Count == 0 ? PublishResult.Stored
            : spool is not null && await spool.KeepAsync(dispatched.Refused) == PublishResult.Stored ? PublishResult.Stored
            : null;
    }

    [LoggerMessage(
        LogLevel.Error,
        "Groups of webhooks could neither be published nor spooled, {Count} since this was told last, and were answered 503: {Problem}"
    )]
    private partial void CannotPublish(Exception cause, long count, string problem);
}
