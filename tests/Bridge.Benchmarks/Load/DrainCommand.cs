using System.CommandLine;
using Bridge.Messaging;
using Bridge.Messaging.Broker;
using RabbitMQ.Client;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Tells what a run left in a queue of the broker, so that it can be held against what was answered 200, and clears it away for the next
/// run.
/// </summary>
internal static class DrainCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var broker = new Option<string>("--broker") { Description = "The broker's address, amqp://…", Required = true };
        var queue = new Option<string>("--queue") { Description = "The queue; nobody else may use it meanwhile.", Required = true };
        var command = new Command(
            "drain",
            "Takes everything out of a queue, deletes it, and prints how many messages and events were in it."
        )
        {
            broker,
            queue,
        };
        command.SetAction(
            (result, cancellationToken) => RunAsync(result.GetRequiredValue(broker), result.GetRequiredValue(queue), cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(string broker, string queue, CancellationToken cancellationToken)
    {
        await using var connection = await BrokerAddress.Parse(broker).CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var counter = new Counter(channel, (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount);
        await channel.BasicConsumeAsync(queue, autoAck: true, counter, cancellationToken);
        await counter.Completion.WaitAsync(Patience, cancellationToken);
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
        Console.WriteLine($"{counter.Messages} {counter.Events}");
    }

    /// <summary>Counts until it has what the queue held; for one queue that nobody publishes to.</summary>
    private sealed class Counter : AsyncDefaultBasicConsumer
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly uint _expected;

        public Counter(IChannel channel, uint expected)
            : base(channel)
        {
            _expected = expected;
            CompleteWhenDone();
        }

        public Task Completion => _completion.Task;

        public uint Messages { get; private set; }

        public long Events { get; private set; }

        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default
        )
        {
            Messages++;
            Events += EventsIn(body);
            CompleteWhenDone();
            return Task.CompletedTask;
        }

        /// <summary>What is no event batch is a webhook as it came, of a single update.</summary>
        private static int EventsIn(ReadOnlyMemory<byte> body) => EventBatchReader.Read(body).Batch?.Items.Count ?? 1;

        private void CompleteWhenDone()
        {
            if (Messages == _expected)
            {
                _completion.TrySetResult();
            }
        }
    }
}
