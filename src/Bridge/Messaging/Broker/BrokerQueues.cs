using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging.Broker;

/// <summary>How much stands in the broker's queues, those included that nobody should ever fill.</summary>
internal sealed class BrokerQueues(IOptions<BrokerOptions> options)
{
    /// <summary>Where MassTransit puts what it cannot handle, when another program of the same company uses it on Bridge's queue.</summary>
    private static readonly string[] Neglected = ["_error", "_skipped"];

    /// <summary>All of them.</summary>
    /// <exception cref="BrokerUnknownException">The broker does not tell.</exception>
    public Task<IReadOnlyList<QueueDepth>> ReadAsync(CancellationToken cancellationToken) => AskAsync(ReadAllAsync, cancellationToken);

    /// <summary>The forwarders' alone.</summary>
    /// <exception cref="BrokerUnknownException">The broker does not tell.</exception>
    public Task<QueueDepth> ReadOwnAsync(CancellationToken cancellationToken) =>
        AskAsync((connection, patience) => CountAsync(connection, options.Value.Queue, patience), cancellationToken);

    private async Task<IReadOnlyList<QueueDepth>> ReadAllAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var depths = new List<QueueDepth>
        {
            await CountAsync(connection, options.Value.Queue, cancellationToken),
            await CountAsync(connection, options.Value.DeadLetterQueue, cancellationToken),
        };
        foreach (var queue in Neglected.Select(ending => options.Value.Queue + ending))
        {
            depths.Add(await LookAsync(connection, await CountAsync(connection, queue, cancellationToken), cancellationToken));
        }

        return depths;
    }

    private async Task<T> AskAsync<T>(Func<IConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.ConnectTimeoutSeconds));
        try
        {
            await using var connection = await BrokerAddress.Parse(options.Value.Url!).CreateConnectionAsync(patience.Token);
            return await ask(connection, patience.Token);
        }
        catch (Exception failure)
            when ((failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
                && !cancellationToken.IsCancellationRequested
            )
        {
            throw new BrokerUnknownException(
                "The broker cannot be asked: " + failure.GetBaseException().Message.TrimEnd('.') + ".",
                failure
            );
        }
    }

    /// <remarks>A queue that is not there is as good as empty; asking for it ends the channel, so each question has its own.</remarks>
    private async Task<QueueDepth> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return new QueueDepth(queue, found.MessageCount, null)
            {
                IsStuck = queue == options.Value.Queue && found is { MessageCount: > 0, ConsumerCount: 0 },
            };
        }
        catch (OperationInterruptedException absence) when (absence.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return new QueueDepth(queue, 0, null);
        }
    }

    /// <summary>
    /// Reads when the first message was made, and puts it back. Not in Bridge's own queues: there each message put back counts towards the
    /// delivery limit, and forwarders take it shortly anyway.
    /// </summary>
    private static async Task<QueueDepth> LookAsync(IConnection connection, QueueDepth depth, CancellationToken cancellationToken)
    {
        if (depth.Count == 0)
        {
            return depth;
        }

        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        if (await channel.BasicGetAsync(depth.Name, autoAck: false, cancellationToken) is not { } first)
        {
            return depth;
        }

        await channel.BasicNackAsync(first.DeliveryTag, multiple: false, requeue: true, cancellationToken);
        return depth with { Oldest = EventBatchReader.Read(first.Body.ToArray()).Batch?.ReceivedAt ?? TimeOf(first.BasicProperties) };
    }

    private static DateTimeOffset? TimeOf(IReadOnlyBasicProperties properties) =>
        properties.IsTimestampPresent() ? DateTimeOffset.FromUnixTimeSeconds(properties.Timestamp.UnixTime) : null;
}

/// <param name="Oldest">When what stands first was received, where that can be seen without harm.</param>
internal sealed record QueueDepth(string Name, long Count, DateTimeOffset? Oldest)
{
    /// <summary>Whether forwarders should take from it and none does.</summary>
    public bool IsStuck { get; init; }
}

/// <summary>The broker does not answer a question that somebody may ask again later; the message is a sentence.</summary>
internal sealed class BrokerUnknownException(string message, Exception cause) : Exception(message, cause);
