using Bridge.Configuration;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging;

/// <summary>
/// The exchanges and queues Bridge lives by. The exchange of the events hands every batch to the forwarders' queue and to whatever else is bound to it;
/// what is delivered too often goes through the dead letters' exchange to the dead letters' queue.
/// </summary>
/// <remarks>Declared here with RabbitMQ's own client, because MassTransit would try a declaration that the broker refuses again and again instead of ending the start.</remarks>
internal sealed class BrokerTopology(IOptions<BrokerOptions> options)
{
    private readonly BrokerOptions _options = options.Value;

    /// <summary>A dead message is kept until a forwarder took it, however often that fails: there is nothing behind this queue.</summary>
    private const int NoDeliveryLimit = 1_000_000;

    /// <remarks>Dead-lettering "at least once" asks for an overflow that rejects; without a length limit nothing overflows.</remarks>
    public IReadOnlyDictionary<string, object?> QueueArguments { get; } = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = options.Value.DeliveryLimit,
        ["x-dead-letter-exchange"] = options.Value.DeadLetterQueue,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    public IReadOnlyDictionary<string, object?> DeadLetterQueueArguments { get; } = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = NoDeliveryLimit,
    };

    /// <summary>Declares everything, which changes nothing where it is there already.</summary>
    /// <returns>Null when it is there; otherwise why the broker could not be asked: it may work later.</returns>
    /// <exception cref="StartupException">The broker refuses: something is there that differs, or the user may not.</exception>
    public async Task<string?> DeclareAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(_options.ConnectTimeoutSeconds));
        try
        {
            var factory = BrokerAddress.Parse(_options.Url!);
            await using var connection = await factory.CreateConnectionAsync(patience.Token);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: patience.Token);
            await DeclareAsync(channel, patience.Token);
            return null;
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.PreconditionFailed or Constants.AccessRefused } reason)
        {
            throw Refusal(reason.ReplyCode, reason.ReplyText);
        }
        catch (BrokerUnreachableException refusal) when (refusal.InnerException is AuthenticationFailureException)
        {
            throw new StartupException([$"The broker refuses the user and password of {Settings.Describe("Broker:Url")}: correct them."], exitCode: 2);
        }
        catch (Exception failure) when (failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"it cannot be reached ({failure.GetBaseException().Message.TrimEnd('.')})";
        }
    }

    private async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(_options.Exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(_options.DeadLetterQueue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await DeclareQueueAsync(channel, _options.DeadLetterQueue, DeadLetterQueueArguments, _options.DeadLetterQueue, cancellationToken);
        await DeclareQueueAsync(channel, _options.Queue, QueueArguments, _options.Exchange, cancellationToken);
    }

    private static async Task DeclareQueueAsync(
        IChannel channel, string queue, IReadOnlyDictionary<string, object?> arguments, string exchange, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(arguments), cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange, routingKey: "", cancellationToken: cancellationToken);
    }

    /// <summary>The broker's own words name the queue or exchange and what differs.</summary>
    private static StartupException Refusal(ushort code, string words) => new(
        [code == Constants.AccessRefused
            ? $"The broker does not let the user of {Settings.Describe("Broker:Url")} declare what Bridge needs ({words}): give it the permissions to configure, write and read."
            : $"The broker has something by the same name that differs from what Bridge declares ({words}): delete it there once it is empty, or choose other names under Broker:."],
        exitCode: 2);
}
