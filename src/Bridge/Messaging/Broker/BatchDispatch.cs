namespace Bridge.Messaging.Broker;

/// <summary>
/// Sends an event batch of any size, in messages that the broker takes, without the items that it does not take even alone.
/// </summary>
internal sealed class BatchDispatch(
    BrokerSender sender,
    MessageLimit limit,
    BrokerProbe probe,
    BrokerLink link,
    TooLargeNotice notice,
    EventFeed? feed = null
)
{
    /// <summary>Sends it in as many messages as its size needs.</summary>
    public async Task<Dispatched> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        var refused = new List<byte[]>();
        return Finish(batch, refused, await SendAsync(batch, refused, cancellationToken) && await TellAsync(refused, cancellationToken));
    }

    /// <summary>Sends a batch that the broker refused repeatedly while it took others: by halves, until the culprit stands alone.</summary>
    public async Task<Dispatched> SendByHalvesAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        var refused = new List<byte[]>();
        var whole = new BatchPart(batch, BatchSplit.Count(batch));
        var isSent = await SendByHalvesAsync(whole, refused, cancellationToken) && await TellAsync(refused, cancellationToken);
        return Finish(batch, refused, isSent);
    }

    private Dispatched Finish(ReadOnlyMemory<byte> batch, List<byte[]> refused, bool isConfirmed)
    {
        if (!isConfirmed)
        {
            return Dispatched.No;
        }

        feed?.Offer(batch);
        return new Dispatched(true, refused);
    }

    private async Task<bool> SendAsync(ReadOnlyMemory<byte> batch, List<byte[]> refused, CancellationToken cancellationToken)
    {
        if (batch.Length <= limit.OfSeveral && await sender.SendAsync(batch, cancellationToken) is var whole and not SendResult.TooLarge)
        {
            return whole == SendResult.Confirmed;
        }

        foreach (var part in BatchSplit.Split(batch, limit.OfSeveral))
        {
            if (!await SendAsync(part, refused, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> SendAsync(BatchPart part, List<byte[]> refused, CancellationToken cancellationToken)
    {
        if (part.Items > 1)
        {
            return await SendAsync(part.Batch, refused, cancellationToken);
        }

        // Also above the learned limit, which somebody may have raised.
        var result = await sender.SendAsync(part.Batch, cancellationToken);
        if (result == SendResult.TooLarge)
        {
            refused.Add(part.Batch.ToArray());
        }

        return result != SendResult.NotConfirmed;
    }

    private async Task<bool> SendByHalvesAsync(BatchPart part, List<byte[]> refused, CancellationToken cancellationToken)
    {
        if (await sender.SendAsync(part.Batch, cancellationToken) == SendResult.Confirmed)
        {
            return true;
        }

        if (!await probe.TakesMessagesAsync(cancellationToken))
        {
            return false;
        }

        if (part.Items == 1)
        {
            refused.Add(part.Batch.ToArray());
            return true;
        }

        foreach (var half in BatchSplit.Halve(part))
        {
            if (!await SendByHalvesAsync(half, refused, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells the dead letters of each item that stays behind.</summary>
    /// <remarks>Before it is set aside, not after: a crash between would leave it untold.</remarks>
    private async Task<bool> TellAsync(List<byte[]> refused, CancellationToken cancellationToken)
    {
        foreach (var item in refused)
        {
            var told = await sender.SendAsync(notice.About(item), cancellationToken);
            if (told == SendResult.TooLarge)
            {
                link.Fails(
                    $"its max_message_size is so small ({limit.Learned} bytes) that not even a notice about what is larger fits: raise it"
                );
            }

            if (told != SendResult.Confirmed)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="IsConfirmed">The broker has all of it but the items it refuses, and a notice about each of those.</param>
/// <param name="Refused">Those items, each a batch by itself in memory of its own: nothing has them but the caller.</param>
internal sealed record Dispatched(bool IsConfirmed, IReadOnlyList<byte[]> Refused)
{
    public static Dispatched No { get; } = new(false, []);

    /// <summary>It is still on its way, and this is what will become of it; null when nothing is.</summary>
    public Task<Dispatched>? Pending { get; init; }
}
