using System.Text;
using Bridge.Storage;
using Bridge.Support;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>Forwarders that consume from a real broker.</summary>
public class BrokerIntakeTests
{
    private BrokerRig _rig = null!;
    private ScriptedCollector _collector = null!;
    private BreakableStore _store = null!;

    [SetUp]
    public async Task Prepare()
    {
        _rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        _collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task CleanUp()
    {
        await _collector.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Test]
    public async Task What_a_receiver_published_is_delivered_by_the_forwarder_and_leaves_the_queue()
    {
        await using var receiver = await _rig.StartReceiverAsync();
        await using var forwarder = await StartForwarderAsync();

        await receiver.PostAsync(TextWebhook.Many(1, 50));
        await receiver.PostAsync(TextWebhook.Many(1, 10));

        await DeliveredAsync(1, 50);
        await forwarder.StopAsync();
        Assert.That(await _rig.LookAsync(_rig.Queue), Is.EqualTo((0, 0)));
        Assert.That(_collector.Taken.Values, Is.All.EqualTo(1), "each once, although ten were posted twice");
    }

    [Test]
    public async Task A_message_is_acknowledged_only_after_its_commit()
    {
        var committed = new TaskCompletionSource();
        await using var forwarder = await StartForwarderAsync();
        _store.Before = committed.Task;

        await _rig.PublishAsync(Batch(1));
        await Eventually.HoldsAsync(() => _store.Attempts == 1, "it is being taken in");
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 1, "the broker still keeps it");
        var ready = (await _rig.LookAsync(_rig.Queue)).Ready;
        committed.SetResult();
        await DeliveredAsync(1, 1);

        Assert.That(ready, Is.Zero);
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 0, "it is acknowledged");
    }

    [Test]
    public async Task Messages_that_wait_together_are_taken_in_together()
    {
        await using var receiver = await _rig.StartReceiverAsync();   // declares the queue
        await _rig.PublishAsync(Enumerable.Range(1, 200).Select(Batch));

        await using var forwarder = await StartForwarderAsync();

        await DeliveredAsync(1, 200);
        Assert.That(_store.Attempts, Is.LessThan(100));
    }

    [TestCase("this is no JSON", "the batch is not well-formed")]
    [TestCase("{}", "the batch has no items or no time")]
    [TestCase("""{"schema":99,"receivedAt":"2026-01-01T00:00:00Z","items":[]}""", "the batch was written by a newer version of Bridge (schema 99, this one reads up to 1)")]
    public async Task A_message_that_is_no_event_batch_becomes_a_dead_letter_with_its_raw_body_and_holds_up_nothing(string body, string explanation)
    {
        await using var forwarder = await StartForwarderAsync();

        await _rig.PublishAsync(body);
        await _rig.PublishAsync(Batch(1));

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

        await _rig.PublishAsync(text.Replace("\"schema\":1", "\"from\":\"another version\"", StringComparison.Ordinal));

        await DeliveredAsync(1, 1);
    }

    [Test]
    public async Task A_message_that_intake_refuses_is_dead_alone_and_its_neighbours_are_delivered()
    {
        await using var receiver = await _rig.StartReceiverAsync();
        var batches = Enumerable.Range(1, 20).Select(Batch).ToList();
        await _rig.PublishAsync(batches);
        await using var forwarder = await StartForwarderAsync(items =>
            items.Any(item => item.Kind == IntakeKind.Event && item.Id == new TextWebhook(7).Id) ? new InvalidOperationException("poison") : null);

        await Eventually.HoldsAsync(() => _collector.Taken.Count == 19, "the others are delivered");
        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "it is a dead letter");

        var (reason, explanation, payload) = DeadLetters(forwarder).Single();
        Assert.That((reason, explanation), Is.EqualTo(("undeserialisable", "intake refuses it (InvalidOperationException)")));
        Assert.That(payload, Is.EqualTo(Encoding.UTF8.GetString(batches[6])));
        await EmptyAsync(forwarder);
    }

    [Test]
    public async Task A_message_that_is_delivered_too_often_ends_in_the_dead_letters_and_not_in_a_queue()
    {
        await using (await _rig.StartForwarderAsync(_collector, null, ("Broker:DeliveryLimit", "3")))
        {
            // Declares the queues, with this limit.
        }

        var batch = Batch(1);
        await _rig.PublishAsync(batch);
        await RejectAsync(times: 4);
        await Eventually.HoldsAsync(async () => (await _rig.LookAsync(_rig.DeadLetterQueue)).Ready == 1, "the broker gave it up");
        await using var forwarder = await StartForwarderAsync(null, ("Broker:DeliveryLimit", "3"));

        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "it is a dead letter");
        Assert.That(DeadLetters(forwarder).Single().Explanation, Is.EqualTo("the broker gave it up (delivery_limit)"));
        Assert.That(DeadLetters(forwarder).Single().Payload, Is.EqualTo(Encoding.UTF8.GetString(batch)));
        await EmptyAsync(forwarder);
    }

    [Test]
    public async Task While_the_store_fails_nothing_is_consumed_the_queue_fills_readiness_says_why_and_all_is_taken_in_afterwards()
    {
        await using var forwarder = await StartForwarderAsync(null, ("Intake:HoldSeconds", "0"));
        _store.Fault = _ => new StorageException("The database is on holiday.");

        await _rig.PublishAsync(Enumerable.Range(1, 30).Select(Batch));
        await Eventually.HoldsAsync(async () => await _rig.LookAsync(_rig.Queue) == (30, 0), "all of it waits at the broker, and nobody consumes");
        var ready = await forwarder.ReadyAsync();
        _store.Fault = _ => null;
        await DeliveredAsync(1, 30);

        Assert.That(ready.Status, Is.EqualTo(503));
        Assert.That(ready.Body, Does.Contain("Nothing is consumed while the store fails: The database is on holiday."));
        Assert.That(DeadLetters(forwarder), Is.Empty);
        await Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Status == 200, "it is ready again");
        await EmptyAsync(forwarder);
    }

    [Test]
    public async Task A_store_that_fails_for_a_moment_costs_no_redelivery()
    {
        await using var forwarder = await StartForwarderAsync(null, ("Intake:HoldSeconds", "300"));
        _store.Fault = _ => new StorageException("One moment.");

        await _rig.PublishAsync(Batch(1));
        await Eventually.HoldsAsync(() => _store.Attempts >= 2, "it is tried again");
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 1, "the forwarder keeps it");
        _store.Fault = _ => null;
        await DeliveredAsync(1, 1);

        Assert.That(forwarder.Logs, Has.None.Contain("nothing is consumed until it works"));
    }

    [Test]
    public async Task Stopping_takes_in_what_was_delivered_and_leaves_the_rest_to_others()
    {
        using var store = new TemporaryDatabase();
        var committed = new TaskCompletionSource();
        await using (var forwarder = await StartForwarderAsync(null, ("Broker:Prefetch", "5"), ("Store:ConnectionString", store.Path)))
        {
            _store.Before = committed.Task;
            await _rig.PublishAsync(Enumerable.Range(1, 20).Select(Batch));
            await Eventually.HoldsAsync(() => _store.Attempts == 1, "some are being taken in");

            var stopping = forwarder.StopAsync();
            committed.SetResult();
            await stopping;
        }

        var left = (await _rig.LookAsync(_rig.Queue)).Ready;
        await using var another = await StartForwarderAsync(null, ("Store:ConnectionString", store.Path));

        await DeliveredAsync(1, 20);
        // Until the broker hears of the end, what is acknowledged makes room for as many again.
        Assert.That(left, Is.InRange(10, 19), "what was delivered was taken in, and no more");
        Assert.That(_collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task Connections_that_are_cut_again_and_again_lose_no_message()
    {
        var broker = await RabbitServer.SharedAsync();
        await using var rig = new BrokerRig(broker.Url);
        await using var proxy = new TcpProxy(broker.Port);
        await using var forwarder = await rig.StartForwarderAsync(_collector, null, ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"), ("Broker:DeliveryLimit", "1000"));

        foreach (var hundred in Enumerable.Range(1, 1000).Chunk(100))
        {
            await rig.PublishAsync(hundred.Select(Batch));
            proxy.ResetAll();
        }

        await DeliveredAsync(1, 1000);
    }

    [Test]
    public async Task A_broker_that_restarts_is_consumed_again_within_seconds()
    {
        var broker = await RabbitServer.SharedAsync();
        await using var rig = new BrokerRig(broker.Url);
        await using var forwarder = await rig.StartForwarderAsync(_collector);
        await rig.PublishAsync(Batch(1));
        await DeliveredAsync(1, 1);

        await broker.KillAsync();
        await Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Body.Contains("The broker delivers nothing", StringComparison.Ordinal), "readiness says so");
        await broker.StartAsync();
        await rig.PublishAsync(Batch(2));

        await DeliveredAsync(1, 2);
        await Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Status == 200, "it is ready again");
    }

    private static byte[] Batch(int number) => new TextWebhook(number).ToBatch();

    private static List<(string Reason, string? Explanation, string Payload)> DeadLetters(BridgeHost forwarder) =>
        forwarder.Services.GetRequiredService<SqliteDatabase>().Readers.Read(session =>
            session.Connection.Query<(string, string?, string)>("SELECT reason, explanation, CAST(payload AS TEXT) FROM dead_letters ORDER BY seq").ToList());

    private async Task<BridgeHost> StartForwarderAsync(Func<IReadOnlyList<IntakeItem>, Exception?>? fault = null, params (string, string?)[] settings)
    {
        var forwarder = await _rig.StartForwarderAsync(_collector, Wrap, settings);
        await Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Status == 200, "the forwarder consumes");
        return forwarder;

        void Wrap(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStore>(services =>
            _store = new BreakableStore(ActivatorUtilities.CreateInstance<SqliteStore>(services)) { Fault = fault ?? (_ => null) });
    }

    /// <summary>The webhooks of these numbers have arrived.</summary>
    private Task DeliveredAsync(int from, int to)
    {
        var numbers = Enumerable.Range(from, to - from + 1).ToList();
        return Eventually.HoldsAsync(() => numbers.TrueForAll(number => _collector.Taken.ContainsKey(new TextWebhook(number).Id)), "all is delivered");
    }

    /// <summary>Once nobody consumes, what was not acknowledged would be in the queue again.</summary>
    private async Task EmptyAsync(BridgeHost forwarder)
    {
        await forwarder.StopAsync();
        Assert.That((await _rig.LookAsync(_rig.Queue)).Ready, Is.Zero);
        Assert.That((await _rig.LookAsync(_rig.DeadLetterQueue)).Ready, Is.Zero);
        Assert.That(await _rig.ExistsAsync(_rig.Queue + "_error"), Is.False);
        Assert.That(await _rig.ExistsAsync(_rig.Queue + "_skipped"), Is.False);
    }

    /// <summary>Takes the first message and gives it back, as a forwarder does that ends in the middle.</summary>
    private Task<bool> RejectAsync(int times) => _rig.OnChannelAsync(async channel =>
    {
        for (var time = 0; time < times; time++)
        {
            RabbitMQ.Client.BasicGetResult? message = null;
            await Eventually.HoldsAsync(async () => (message = await channel.BasicGetAsync(_rig.Queue, autoAck: false)) is not null, "it is delivered again");
            await channel.BasicNackAsync(message!.DeliveryTag, multiple: false, requeue: true);
        }

        return true;
    });

    private async Task<int> CountUnacknowledgedAsync()
    {
        var server = await RabbitServer.SharedAsync();
        var lines = await server.ControlAsync("list_queues", "name", "messages_unacknowledged");
        return lines.Split('\n').Where(line => line.StartsWith(_rig.Queue + "\t", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split('\t')[1]));
    }
}
