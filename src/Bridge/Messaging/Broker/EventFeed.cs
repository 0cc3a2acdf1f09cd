using System.Threading.Channels;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Hands what is stored on to others (<c>Broker:Feed</c>), over a connection of its own and without waiting for a confirm.
/// </summary>
/// <remarks>It cannot push back: when the broker or somebody's queue takes it too slowly, the oldest is left out, and counted.</remarks>
internal sealed partial class EventFeed : BackgroundService
{
    /// <summary>Batches that wait; few, for each may have a megabyte.</summary>
    private const int MaxWaiting = 64;

    private readonly Channel<byte[]> _waiting;
    private readonly Instruments _instruments;
    private readonly MessageLimit _limit;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventFeed> _logger;

    public EventFeed(
        MessageLimit limit,
        IOptions<BrokerOptions> options,
        Instruments instruments,
        TimeProvider time,
        ILogger<EventFeed> logger
    )
    {
        (_limit, _options, _instruments, _time, _logger) = (limit, options.Value, instruments, time, logger);
        _waiting = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => _instruments.FeedDropped.Add(1)
        );
    }

    /// <summary>Has a stored batch fed; never waits. Items that the broker does not take even alone are left out.</summary>
    public void Offer(ReadOnlyMemory<byte> batch)
    {
        foreach (var part in batch.Length <= _limit.OfSeveral ? [new BatchPart(batch, 1)] : BatchSplit.Split(batch, _limit.OfSeveral))
        {
            if (part.Batch.Length <= _limit.Learned)
            {
                _waiting.Writer.TryWrite(part.Batch.ToArray()); // of its own: the stored batch is given back before this one leaves
            }
            else
            {
                _instruments.FeedDropped.Add(1);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _waiting.Reader.WaitToReadAsync(stoppingToken);
                await FeedAsync(stoppingToken);
            }
            catch (Exception failure)
                when (failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException
                    && !stoppingToken.IsCancellationRequested
                )
            {
                IsInterrupted(_options.Exchange, failure.GetBaseException().Message.TrimEnd('.'));
                await Task.Delay(TimeSpan.FromMilliseconds(_options.RetryMilliseconds), _time, stoppingToken);
            }
        }
    }

    private async Task FeedAsync(CancellationToken stoppingToken)
    {
        await using var connection = await BrokerAddress.Factory(_options).CreateConnectionAsync(stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (_waiting.Reader.TryRead(out var batch))
            {
                await channel.BasicPublishAsync(
                    _options.Exchange,
                    routingKey: "",
                    mandatory: false,
                    BrokerConnection.Describe(),
                    batch,
                    stoppingToken
                );
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The feed {Exchange} is interrupted, and nothing else is: {Problem}")]
    private partial void IsInterrupted(string exchange, string problem);
}
