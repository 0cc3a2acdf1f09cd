using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging;

/// <summary>Sends one event batch to the broker and waits for its confirm, for a limited time that is its own.</summary>
internal sealed class BrokerSender(BrokerBus bus, BrokerLink link, IOptions<BrokerOptions> options, TimeProvider time)
{
    private readonly BrokerOptions _options = options.Value;

    /// <returns>Whether the broker confirmed it. If not it may have it all the same; sent again, its events are recognised by their ids.</returns>
    public async Task<bool> TrySendAsync(byte[] batch, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(_options.PublishTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var span = new Activity("bridge publish").SetIdFormat(ActivityIdFormat.W3C).Start();
        try
        {
            await bus.PublishAsync(batch, either.Token);
            link.Works();
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // The seam to the client library: whatever it throws, the batch is not confirmed, and whoever sends it knows where else to put it.
            link.Fails(Describe(failure));
            return false;
        }
    }

    private string Describe(Exception failure) => failure switch
    {
        MessageReturnedException => $"no queue is bound to the exchange {_options.Exchange}",
        OperationCanceledException => $"it did not confirm a message within {_options.PublishTimeoutSeconds} s (Broker:PublishTimeoutSeconds)",
        _ => failure.GetBaseException().Message.TrimEnd('.'),
    };
}
