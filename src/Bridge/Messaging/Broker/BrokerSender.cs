using System.Diagnostics;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging.Broker;

/// <summary>Sends one message to the broker and waits for its confirm, for a limited time that is its own.</summary>
internal sealed class BrokerSender(
    BrokerConnection connection,
    BrokerLink link,
    MessageLimit limit,
    IOptions<BrokerOptions> options,
    BridgeMetrics metrics,
    TimeProvider time
)
{
    private readonly BrokerOptions _options = options.Value;

    /// <summary>Sends it, and tells <see cref="BrokerLink"/> what that says about the broker.</summary>
    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var (result, problem) = await AttemptAsync(message, cancellationToken);
        metrics.Confirmed(NameOf(result), time.GetElapsedTime(sent));
        if (result == SendResult.NotConfirmed)
        {
            link.Fails(problem!);
        }

        return result;
    }

    /// <summary>Sends what the broker refused before: that it refuses it again says nothing about other messages.</summary>
    /// <returns>
    /// Why it is not confirmed beside what became of it. The broker may have it all the same; sent again, its events are recognised by
    /// their ids.
    /// </returns>
    public async Task<(SendResult Result, string? Problem)> AttemptAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(_options.PublishTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var span = new Activity("bridge publish").SetIdFormat(ActivityIdFormat.W3C).Start();
        try
        {
            await connection.PublishAsync(message, either.Token);
            link.Works();
            return (SendResult.Confirmed, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.PreconditionFailed } reason)
        {
            limit.Learn(message.Length, reason.ReplyText);
            return (SendResult.TooLarge, reason.ReplyText);
        }
        catch (Exception failure)
        {
            // The seam to the client library: whatever it throws, the message is not confirmed, and the caller knows where else to put it.
            return (SendResult.NotConfirmed, Describe(failure));
        }
    }

    private static string NameOf(SendResult result) =>
        result switch
        {
            SendResult.Confirmed => "confirmed",
            SendResult.TooLarge => "too_large",
            _ => "not_confirmed",
        };

    private string Describe(Exception failure) =>
        failure switch
        {
            PublishException { IsReturn: true } => $"the queue {_options.Queue} is not there; Bridge declares it again",
            PublishException => $"the queue {_options.Queue} refuses messages (nack), as it does when a policy bounds its length: "
                + "see rabbitmqctl list_policies, and raise the bound or take it away",
            OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.AccessRefused } } => BrokerRefusal.MayNotPublish,
            OperationCanceledException when connection.BlockedBecause is { } why =>
                $"it takes no messages, because it is {why}: give it room (rabbitmqctl status tells how much it wants)",
            OperationCanceledException =>
                $"it did not confirm a message within {_options.PublishTimeoutSeconds} s (Broker:PublishTimeoutSeconds)",
            _ => failure.GetBaseException().Message.TrimEnd('.'),
        };
}

/// <summary>What became of a message.</summary>
internal enum SendResult
{
    /// <summary>The broker has it.</summary>
    Confirmed,

    /// <summary>It is larger than what the broker takes.</summary>
    TooLarge,

    /// <summary>For any other reason it is not known to be there.</summary>
    NotConfirmed,
}
