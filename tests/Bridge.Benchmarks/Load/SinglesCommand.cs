using System.Buffers;
using System.CommandLine;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Messaging.Broker;
using RabbitMQ.Client;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Makes a backlog at the broker in which each message has one webhook, as receivers write them where webhooks come one by one.
/// </summary>
internal static class SinglesCommand
{
    private const int AtOnce = 256;
    private static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null
    );

    public static Command Create()
    {
        var broker = new Option<string>("--broker") { Description = "The broker's address, amqp://…", Required = true };
        var queue = new Option<string>("--queue") { Description = "The queue, which is there.", Required = true };
        var count = new Option<int>("--count") { Description = "How many messages.", Required = true };
        var command = new Command("singles", "Publishes messages of one webhook each.") { broker, queue, count };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(result.GetRequiredValue(broker), result.GetRequiredValue(queue), result.GetRequiredValue(count), cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(string broker, string queue, int count, CancellationToken cancellationToken)
    {
        await using var connection = await BrokerAddress.Parse(broker).CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(Confirming, cancellationToken);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            await Task.WhenAll(
                numbers.Select(number =>
                    channel
                        .BasicPublishAsync("", queue, mandatory: true, BrokerConnection.Describe(), Message(number), cancellationToken)
                        .AsTask()
                )
            );
        }
    }

    private static byte[] Message(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var items = EventBatchWriter.Items(
            WebhookTranslator.Translate(WebhookBodies.Single(number), now, TranslationOptions.Default)
        );
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, now, [items.Bytes]);
        return batch.WrittenSpan.ToArray();
    }
}
