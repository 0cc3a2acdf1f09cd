using System.Text;
using Microsoft.AspNetCore.Builder;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Support;

/// <summary>
/// Names of a test's own at a broker, receivers and forwarders that use them, and a look from outside at what is in the queues.
/// </summary>
internal sealed class BrokerRig(string url) : IAsyncDisposable
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private readonly List<string> _ownQueues = [];

    public string Exchange => $"events.{_id}";

    public string Queue => $"forward.{_id}";

    public string DeadLetterQueue => $"dead.{_id}";

    /// <summary>What both roles need; short times, so that no test waits long.</summary>
    public Dictionary<string, string?> Settings =>
        new()
        {
            ["Broker:Url"] = url,
            ["Broker:Exchange"] = Exchange,
            ["Broker:Queue"] = Queue,
            ["Broker:DeadLetterQueue"] = DeadLetterQueue,
            ["Broker:PublishTimeoutSeconds"] = "1",
            ["Broker:RetryMilliseconds"] = "100",
            ["Broker:HeartbeatSeconds"] = "5",
            ["Broker:ConnectTimeoutSeconds"] = "2",
        };

    /// <summary>A process that only receives, and has none of the settings of the others.</summary>
    public Task<BridgeHost> StartReceiverAsync(params (string Key, string? Value)[] settings) => StartReceiverAsync(_ => { }, settings);

    /// <inheritdoc cref="StartReceiverAsync(ValueTuple{string, string}[])"/>
    public Task<BridgeHost> StartReceiverAsync(Action<WebApplicationBuilder> adjust, params (string Key, string? Value)[] settings) =>
        BridgeHost.StartAsync(With([("Role", "receive"), ("Collector:Url", null), ("Collector:WriteKey", null), .. settings]), adjust);

    /// <summary>A process that only forwards, and has none of the settings of the others.</summary>
    public Task<BridgeHost> StartForwarderAsync(
        ScriptedCollector collector,
        Action<WebApplicationBuilder>? adjust = null,
        params (string Key, string? Value)[] settings
    ) =>
        BridgeHost.StartAsync(
            With([
                ("Role", "forward"),
                ("Meta:AppSecrets:0", null),
                ("Meta:VerifyTokens:0", null),
                ("Collector:Url", collector.Url.ToString()),
                ("Delivery:LingerMilliseconds", "20"),
                .. settings,
            ]),
            adjust
        );

    /// <summary>The settings as environment variables of a process.</summary>
    public Dictionary<string, string> Environment(params (string Key, string? Value)[] settings) =>
        With(settings)
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value!);

    /// <summary>How many messages of a queue are neither taken nor being taken, and how many consumers it has.</summary>
    public Task<(int Ready, int Consumers)> LookAsync(string queue) =>
        OnChannelAsync(async channel =>
        {
            var look = await channel.QueueDeclarePassiveAsync(queue);
            return ((int)look.MessageCount, (int)look.ConsumerCount);
        });

    /// <summary>Whether there is a queue of this name.</summary>
    public async Task<bool> ExistsAsync(string queue)
    {
        try
        {
            await LookAsync(queue);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    /// <summary>Deletes a queue with whatever is in it.</summary>
    public Task<uint> DeleteAsync(string queue) =>
        OnChannelAsync(channel => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false));

    /// <summary>Takes everything out of a queue.</summary>
    public Task<List<BasicGetResult>> TakeAllAsync(string queue) =>
        OnChannelAsync(async channel =>
        {
            var messages = new List<BasicGetResult>();
            try
            {
                while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
                {
                    messages.Add(message);
                }
            }
            catch (OperationInterruptedException cause) when (cause.Message.Contains("noproc", StringComparison.Ordinal))
            {
                // The queue is declared and has not started yet.
            }

            return messages;
        });

    /// <summary>Binds a queue of somebody else's to the exchange of the events, which is made if nobody has.</summary>
    public Task<string> BindOwnQueueAsync(Dictionary<string, object?>? arguments = null) =>
        OnChannelAsync(async channel =>
        {
            var queue = $"other.{_id}.{_ownQueues.Count}";
            _ownQueues.Add(queue);
            await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
            await channel.QueueBindAsync(queue, Exchange, routingKey: "");
            return queue;
        });

    /// <summary>Publishes bytes into the forwarders' queue as anybody could.</summary>
    public Task PublishAsync(params IEnumerable<byte[]> bodies) =>
        OnChannelAsync(async channel =>
        {
            foreach (var body in bodies)
            {
                await channel.BasicPublishAsync("", routingKey: Queue, mandatory: true, new BasicProperties { Persistent = true }, body);
            }

            return true;
        });

    public Task PublishAsync(string body) => PublishAsync(Encoding.UTF8.GetBytes(body));

    /// <summary>Does something by hand, over a connection of its own.</summary>
    public async Task<T> OnChannelAsync<T>(Func<IChannel, Task<T>> work)
    {
        var factory = new ConnectionFactory { Uri = new Uri(url), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );
        return await work(channel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _ownQueues.Append(Queue).Append(DeadLetterQueue))
        {
            await IgnoreMissingAsync(channel => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false));
        }

        foreach (var exchange in new[] { Exchange, Queue, DeadLetterQueue })
        {
            await IgnoreMissingAsync(channel => channel.ExchangeDeleteAsync(exchange));
        }
    }

    private async Task IgnoreMissingAsync(Func<IChannel, Task> delete)
    {
        try
        {
            await OnChannelAsync(async channel =>
            {
                await delete(channel);
                return true;
            });
        }
        catch (OperationInterruptedException)
        {
            // The test never made it.
        }
    }

    private Dictionary<string, string?> With(IEnumerable<(string Key, string? Value)> more)
    {
        var settings = Settings;
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return settings;
    }
}
