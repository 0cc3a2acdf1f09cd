using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Mime;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging.Broker;

/// <summary>The connection that publishes and declares, opened when it is needed and replaced once it is dead. Thread-safe.</summary>
/// <remarks>
/// RabbitMQ's own client, because messages go straight into the queue: over MassTransit they would go through exchanges, and a binding
/// between those may be missing. Consuming has a connection of its own, so that a broker which blocks publishers does not stop consumers.
/// </remarks>
internal sealed class BrokerConnection(IOptions<BrokerOptions> options) : IAsyncDisposable, IDisposable
{
    private const string TraceParent = "traceparent";

    private static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true
    );
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _opening = new(1);
    private readonly ConcurrentBag<IChannel> _idle = [];
    private readonly string _queue = options.Value.Queue;
    private IConnection? _connection;
    private volatile string? _blockedBecause;

    /// <summary>Why the broker reads nothing from who publishes, such as <c>low on memory</c>; null while it does.</summary>
    public string? BlockedBecause => _blockedBecause;

    /// <summary>
    /// Puts a message into the forwarders' queue; completes when it is confirmed, throws when it is refused or sent back.
    /// </summary>
    /// <remarks>
    /// The default exchange reaches each queue by its name: that can neither be unbound nor refuse because of another queue. The client
    /// copies the message into frames before it waits for the confirm; what it does after a cancellation it does not say.
    /// </remarks>
    /// <param name="cancellationToken">The only end of waiting for a broker that says nothing.</param>
    public async Task PublishAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        var channel = await RentAsync(cancellationToken);
        try
        {
            await channel.BasicPublishAsync("", _queue, mandatory: true, Describe(), batch, cancellationToken);
        }
        catch (PublishException)
        {
            // Once a quorum queue rejects, it goes on rejecting to this channel, also when it has room again.
            await channel.AbortAsync(cancellationToken);
            throw;
        }
        finally
        {
            await ReturnAsync(channel);
        }
    }

    /// <summary>Opens a channel for declarations; the caller disposes of it.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken) =>
        await (await ConnectAsync(cancellationToken)).CreateChannelAsync(cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await AbortAsync(connection);
        }

        _opening.Dispose();
    }

    /// <summary>For a command that disposes of its parts like this.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _opening.Dispose();
    }

    /// <summary>What travels beside a batch; the trace context is that of the span around the sending (W3C Trace Context).</summary>
    internal static BasicProperties Describe() =>
        new()
        {
            Persistent = true,
            ContentType = MediaTypeNames.Application.Json,
            Headers = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
                ? new Dictionary<string, object?> { [TraceParent] = id }
                : null,
        };

    /// <summary>One channel for one message at a time: a message that the broker refuses ends its channel, and so no other's.</summary>
    private async Task<IChannel> RentAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsOpen)
            {
                return idle;
            }

            await idle.DisposeAsync();
        }

        return await (await ConnectAsync(cancellationToken)).CreateChannelAsync(Confirming, cancellationToken);
    }

    /// <remarks>Also after a timeout: a broker that reads nothing would open no other channel either.</remarks>
    private async Task ReturnAsync(IChannel channel)
    {
        if (channel.IsOpen)
        {
            _idle.Add(channel);
        }
        else
        {
            await channel.DisposeAsync();
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                return open;
            }

            if (_connection is { } dead)
            {
                _connection = null;
                await AbortAsync(dead);
            }

            _blockedBecause = null;
            _connection = await BrokerAddress.Factory(options.Value).CreateConnectionAsync(cancellationToken);
            _connection.ConnectionBlockedAsync += (_, alarm) => HearAsync(alarm.Reason);
            _connection.ConnectionUnblockedAsync += (_, _) => HearAsync(null);
            return _connection;
        }
        finally
        {
            _opening.Release();
        }
    }

    private Task HearAsync(string? alarm)
    {
        _blockedBecause = alarm;
        return Task.CompletedTask;
    }

    private static async Task AbortAsync(IConnection connection)
    {
        await connection.AbortAsync(AbortPatience);
        await connection.DisposeAsync();
    }
}
