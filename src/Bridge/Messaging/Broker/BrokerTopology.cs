using Bridge.Configuration;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging.Broker;

/// <summary>
/// The queues Bridge lives by: the forwarders' queue, which receivers publish into by its name, and the dead letters' queue, into which the
/// broker puts what was delivered too often, through an exchange of the same name. And the exchange of the feed, if there is one.
/// </summary>
/// <remarks>
/// Declared with RabbitMQ's own client: MassTransit would repeat a declaration that the broker refuses instead of ending the start.
/// </remarks>
internal sealed class BrokerTopology(BrokerConnection connection, IOptions<BrokerOptions> options, Role role)
{
    private readonly BrokerOptions _options = options.Value;

    /// <summary>A dead message is kept until a forwarder took it, however often that fails: there is nothing behind this queue.</summary>
    private const int NoDeliveryLimit = 1_000_000;

    /// <remarks>Dead-lettering "at least once" asks for an overflow that rejects; without a length limit nothing overflows.</remarks>
    public IReadOnlyDictionary<string, object?> QueueArguments { get; } =
        new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = options.Value.DeliveryLimit,
            ["x-dead-letter-exchange"] = options.Value.DeadLetterQueue,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };

    public IReadOnlyDictionary<string, object?> DeadLetterQueueArguments { get; } =
        new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = NoDeliveryLimit };

    /// <summary>Looks whether everything is there and as it should be, and declares what is not there.</summary>
    /// <exception cref="StartupException">The broker refuses: something is there that differs, or the user may not.</exception>
    public async Task<TopologyFinding> DeclareAsync(CancellationToken cancellationToken)
    {
        using var patience = new StepPatience(TimeSpan.FromSeconds(_options.ConnectTimeoutSeconds), cancellationToken);
        try
        {
            return await DeclareAllAsync(patience);
        }
        catch (OperationInterruptedException refusal)
            when (refusal.ShutdownReason is { ReplyCode: Constants.PreconditionFailed or Constants.AccessRefused } reason)
        {
            throw BrokerRefusal.Of(reason);
        }
        catch (BrokerUnreachableException refusal) when (refusal.InnerException is AuthenticationFailureException)
        {
            throw new StartupException([BrokerRefusal.WrongPassword], exitCode: 2);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.NotAllowed })
        {
            throw new StartupException([BrokerRefusal.NoVirtualHost], exitCode: 2);
        }
        catch (Exception failure)
            when (failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return TopologyFinding.Unknown(Alarm ?? $"it cannot be reached ({failure.GetBaseException().Message.TrimEnd('.')})");
        }
    }

    /// <summary>Why the broker takes no messages, as the middle of a sentence; null when it raised no alarm.</summary>
    public string? Alarm =>
        connection.BlockedBecause is { } why
            ? $"it takes no messages, because it is {why}: give it room (rabbitmqctl status tells how much it wants)"
            : null;

    /// <summary>Whether it takes messages of a size, by one to nobody, which it drops.</summary>
    /// <returns>Its own words when it does not.</returns>
    public async Task<string?> FindRefusalOfAsync(int bytes, CancellationToken cancellationToken)
    {
        await using var channel = await connection.OpenChannelAsync(cancellationToken);
        try
        {
            await channel.BasicPublishAsync("", _options.Queue + ".nobody", mandatory: false, new byte[bytes], cancellationToken);
            await channel.QueueDeclarePassiveAsync(_options.Queue, cancellationToken);
            return null;
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.PreconditionFailed } reason)
        {
            return reason.ReplyText;
        }
    }

    private async Task<TopologyFinding> DeclareAllAsync(StepPatience patience)
    {
        if (_options.Feed)
        {
            await DeclareFeedAsync(patience);
        }

        var dead = await DeclareAsync(_options.DeadLetterQueue, DeadLetterQueueArguments, _options.DeadLetterQueue, patience);
        var events = await DeclareAsync(_options.Queue, QueueArguments, null, patience);
        if (role.HasFlag(Role.Receive))
        {
            await RequireWriteAsync(patience);
        }

        var missing = new[] { dead, events }.Where(queue => queue.WasMissing).Select(queue => queue.Name);
        return new TopologyFinding(null, events, dead, [.. missing]);
    }

    /// <remarks>
    /// A version before fed the forwarders' queue from this exchange: what is published by name already would come twice.
    /// </remarks>
    private Task DeclareFeedAsync(StepPatience patience) =>
        WithoutTheRightAsync(
            async channel =>
            {
                await channel.ExchangeDeclareAsync(
                    _options.Exchange,
                    ExchangeType.Fanout,
                    durable: true,
                    autoDelete: false,
                    cancellationToken: patience.Next()
                );
                if (await LookAsync(_options.Queue, patience) is not null)
                {
                    await channel.QueueUnbindAsync(_options.Queue, _options.Exchange, routingKey: "", cancellationToken: patience.Next());
                }
            },
            channel => channel.ExchangeDeclarePassiveAsync(_options.Exchange, patience.Next()),
            patience
        );

    /// <param name="exchange">The fanout that it is bound to; null when it needs none.</param>
    private async Task<QueueFinding> DeclareAsync(
        string queue,
        IReadOnlyDictionary<string, object?> arguments,
        string? exchange,
        StepPatience patience
    )
    {
        var found = await LookAsync(queue, patience);
        await WithoutTheRightAsync(
            async channel =>
            {
                await channel.QueueDeclareAsync(
                    queue,
                    durable: true,
                    exclusive: false,
                    autoDelete: false,
                    new Dictionary<string, object?>(arguments),
                    cancellationToken: patience.Next()
                );
                if (exchange is not null)
                {
                    await channel.ExchangeDeclareAsync(
                        exchange,
                        ExchangeType.Fanout,
                        durable: true,
                        autoDelete: false,
                        cancellationToken: patience.Next()
                    );
                    await channel.QueueBindAsync(queue, exchange, routingKey: "", cancellationToken: patience.Next());
                }
            },
            found is null || role.HasFlag(Role.Forward) ? null : _ => Task.CompletedTask, // MassTransit declares what it consumes
            patience
        );
        return new QueueFinding(queue, found is null, found?.MessageCount ?? 0, found?.ConsumerCount ?? 0);
    }

    /// <summary>A user without the right to declare may live with what somebody else declared.</summary>
    private async Task WithoutTheRightAsync(Func<IChannel, Task> declare, Func<IChannel, Task>? isThere, StepPatience patience)
    {
        try
        {
            await using var channel = await connection.OpenChannelAsync(patience.Next());
            await declare(channel);
        }
        catch (OperationInterruptedException refusal)
            when (isThere is not null && refusal.ShutdownReason is { ReplyCode: Constants.AccessRefused })
        {
            await using var channel = await connection.OpenChannelAsync(patience.Next());
            await isThere(channel);
        }
    }

    /// <returns>Null when it is not there. Asking for that ends the channel, so each question has its own.</returns>
    private async Task<QueueDeclareOk?> LookAsync(string queue, StepPatience patience)
    {
        await using var channel = await connection.OpenChannelAsync(patience.Next());
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, patience.Next());
        }
        catch (OperationInterruptedException absence) when (absence.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return null;
        }
    }

    /// <summary>
    /// A message to nobody, which the broker drops: the answer to the question behind it tells whether the user may publish.
    /// </summary>
    private async Task RequireWriteAsync(StepPatience patience)
    {
        await using var channel = await connection.OpenChannelAsync(patience.Next());
        await channel.BasicPublishAsync("", routingKey: _options.Queue + ".nobody", mandatory: false, default, patience.Next());
        await channel.QueueDeclarePassiveAsync(_options.Queue, patience.Next());
    }
}
