using System.Text;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Forwarders that consume from a real broker.</summary>
public class BrokerIntakeTests : BrokerIntakeFixture
{
    [Test]
    public async Task What_a_receiver_published_is_delivered_by_the_forwarder_and_leaves_the_queue()
    {
        await using var receiver = await Rig.StartReceiverAsync();
        await using var forwarder = await StartForwarderAsync();

        await receiver.PostAsync(TextWebhook.Many(1, 50));
        await receiver.PostAsync(TextWebhook.Many(1, 10));

        await DeliveredAsync(1, 50);
        await forwarder.StopAsync();
        Assert.That(await Rig.LookAsync(Rig.Queue), Is.EqualTo((0, 0)));
        Assert.That(Collector.Taken.Values, Is.All.EqualTo(1), "each once, although ten were posted twice");
    }

    [Test]
    public async Task A_message_is_acknowledged_only_after_its_commit()
    {
        await UseOwnBrokerAsync();
        var committed = new TaskCompletionSource();
        await using var forwarder = await StartForwarderAsync();
        Store.Before = committed.Task;

        await Rig.PublishAsync(Batch(1));
        await Eventually.HoldsAsync(() => Store.Attempts == 1, "it is being taken in");
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 1, "the broker still keeps it");
        var ready = (await Rig.LookAsync(Rig.Queue)).Ready;
        committed.SetResult();
        await DeliveredAsync(1, 1);

        Assert.That(ready, Is.Zero);
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 0, "it is acknowledged");
    }

    [Test]
    public async Task Messages_that_wait_together_are_taken_in_together()
    {
        await using var receiver = await Rig.StartReceiverAsync(); // declares the queue
        await Rig.PublishAsync(Enumerable.Range(1, 200).Select(Batch));

        await using var forwarder = await StartForwarderAsync();

        await DeliveredAsync(1, 200);
        Assert.That(Store.Attempts, Is.LessThan(100));
    }

    [TestCase("this is no JSON", "the batch is not well-formed")]
    [TestCase("{}", "the batch has no items or no time")]
    [TestCase(
        """{"schema":99,"receivedAt":"2026-01-01T00:00:00Z","items":[]}""",
        "the batch was written by a newer version of Bridge (schema 99, this one reads up to 2)"
    )]
    public async Task A_message_that_is_no_event_batch_becomes_a_dead_letter_with_its_raw_body_and_holds_up_nothing(
        string body,
        string explanation
    )
    {
        await using var forwarder = await StartForwarderAsync();

        await Rig.PublishAsync(body);
        await Rig.PublishAsync(Batch(1));

        await DeliveredAsync(1, 1);
        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "it is a dead letter");
        Assert.That(DeadLetters(forwarder), Is.EqualTo([("undeserialisable", explanation, body)]));
        await EmptyAsync(forwarder);
    }

    [Test]
    public async Task A_batch_of_the_first_schema_without_its_number_and_with_properties_unknown_today_is_read()
    {
        await using var forwarder = await StartForwarderAsync();
        var text = Encoding.UTF8.GetString(Batch(1));

        await Rig.PublishAsync(text.Replace("\"schema\":2", "\"from\":\"another version\"", StringComparison.Ordinal));

        await DeliveredAsync(1, 1);
    }

    [Test]
    public async Task A_message_that_intake_refuses_is_dead_alone_and_its_neighbours_are_delivered()
    {
        await using var receiver = await Rig.StartReceiverAsync();
        var batches = Enumerable.Range(1, 20).Select(Batch).ToList();
        await Rig.PublishAsync(batches);
        await using var forwarder = await StartForwarderAsync(items =>
            items.Any(item => item.Kind == IntakeKind.Event && item.Id == new TextWebhook(7).Id)
                ? new InvalidOperationException("poison")
                : null
        );

        await Eventually.HoldsAsync(() => Collector.Taken.Count == 19, "the others are delivered");
        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "it is a dead letter");

        var (reason, explanation, payload) = DeadLetters(forwarder).Single();
        Assert.That((reason, explanation), Is.EqualTo(("unstorable", "intake fails on it (InvalidOperationException)")));
        Assert.That(payload, Is.EqualTo(Encoding.UTF8.GetString(batches[6])), "a batch of its own, of which a replay can make an event");
        await EmptyAsync(forwarder);
    }

    [TestCase("", "is neither text nor anything else")]
    [TestCase(
        """{"schema":1,"receivedAt":"2026-01-01T00:00:00Z","items":["""
            + """{"id":"0190a1b2-0000-7000-8000-000000000001","name":"","event":{"event":""}}]}""",
        "has no name"
    )]
    public async Task Emptiness_in_a_message_of_somebody_elses_holds_up_nothing(string body, string what)
    {
        await using var forwarder = await StartForwarderAsync();

        await Rig.PublishAsync(body);
        await Rig.PublishAsync(Batch(1));

        await DeliveredAsync(1, 1);
        await EmptyAsync(forwarder);
        Assert.That(Store.Attempts, Is.LessThanOrEqualTo(2), $"what {what} is stored at once");
    }

    [Test]
    public async Task A_message_that_is_delivered_too_often_is_taken_in_after_all_when_it_can_be_read_and_is_a_dead_letter_when_not()
    {
        await using (await Rig.StartForwarderAsync(Collector, null, ("Broker:DeliveryLimit", "3")))
        {
            // Declares the queues, with this limit.
        }

        await Rig.PublishAsync(Batch(1));
        await RejectAsync(times: 4);
        await Rig.PublishAsync("this is no JSON");
        await RejectAsync(times: 4);
        await Eventually.HoldsAsync(async () => (await Rig.LookAsync(Rig.DeadLetterQueue)).Ready == 2, "the broker gave them up");
        await using var forwarder = await StartForwarderAsync(null, ("Broker:DeliveryLimit", "3"));

        await DeliveredAsync(1, 1);
        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "the other is a dead letter");
        Assert.That(
            DeadLetters(forwarder).Single(),
            Is.EqualTo(("undeserialisable", "the broker gave it up (delivery_limit), and the batch is not well-formed", "this is no JSON"))
        );
        await EmptyAsync(forwarder);
    }

    /// <summary>Takes the first message and gives it back, as a forwarder does that ends in the middle.</summary>
    private Task<bool> RejectAsync(int times) =>
        Rig.OnChannelAsync(async channel =>
        {
            for (var time = 0; time < times; time++)
            {
                RabbitMQ.Client.BasicGetResult? message = null;
                await Eventually.HoldsAsync(
                    async () => (message = await channel.BasicGetAsync(Rig.Queue, autoAck: false)) is not null,
                    "it is delivered again"
                );
                await channel.BasicNackAsync(message!.DeliveryTag, multiple: false, requeue: true);
            }

            return true;
        });
}
