using Bridge.Storage;

namespace Bridge.Messaging.Broker;

/// <summary>Sends what is kept aside because the broker did not take it, once the broker does.</summary>
internal sealed partial class KeptItems(
    BrokerSender sender,
    BrokerSpool spool,
    MessageLimit limit,
    BrokerLink link,
    ILogger<KeptItems> logger
)
{
    /// <summary>Tries them one by one, the smallest first, and ends at the first that is still too large.</summary>
    public async Task TrySendAsync(CancellationToken cancellationToken)
    {
        try
        {
            limit.Forget();
            var sent = 0;
            foreach (var row in await spool.ListKeptAsync(cancellationToken))
            {
                var result = link.Problem is null ? await SendAsync(row, cancellationToken) : SendResult.TooLarge;
                if (result == SendResult.TooLarge)
                {
                    break;
                }

                sent += result == SendResult.Confirmed ? 1 : 0;
            }

            Report(sent);
        }
        catch (StorageException problem)
        {
            CannotSend(problem, problem.Message);
        }
    }

    private async Task<SendResult> SendAsync(long row, CancellationToken cancellationToken)
    {
        var (result, _) = await sender.AttemptAsync(await spool.ReadKeptAsync(row, cancellationToken), cancellationToken);
        if (result == SendResult.Confirmed)
        {
            await spool.DeleteAsync([row], [], cancellationToken);
        }

        return result;
    }

    private void Report(int sent)
    {
        if (sent > 0)
        {
            Sent(sent, spool.Kept);
        }
    }

    [LoggerMessage(LogLevel.Information, "The broker took {Items} items that were too large for it before; {Left} are still kept aside")]
    private partial void Sent(int items, long left);

    [LoggerMessage(LogLevel.Error, "What is kept aside cannot be sent: {Problem}")]
    private partial void CannotSend(Exception cause, string problem);
}
