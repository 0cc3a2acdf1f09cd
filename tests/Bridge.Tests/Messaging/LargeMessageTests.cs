using System.Text;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Messaging;

/// <summary>Webhooks that are larger than what the broker takes as one message, and what comes after them.</summary>
public class LargeMessageTests : OwnBrokerFixture
{
    private const int SmallLimit = 65_536;

    /// <summary>A body that means nothing and so stays one item.</summary>
    private static readonly string LargeText = "\"" + new string('x', 118_000) + "\"";
    private static readonly byte[] Large = Encoding.UTF8.GetBytes(LargeText);

    /// <summary>A message that is confirmed late is sent once, not from the spool again.</summary>
    private static readonly (string, string?)[] Patience =
    [
        ("Broker:PublishTimeoutSeconds", "60"),
        ("Receiving:PublishTimeoutSeconds", "30"),
    ];

    private ScriptedCollector _collector = null!;

    [SetUp]
    public async Task StartCollector() => _collector = await ScriptedCollector.StartAsync();

    [TearDown]
    public async Task TakeAnySizeAgain()
    {
        await _collector.DisposeAsync();
        await Broker.ResetMaxMessageSizeAsync();
    }

    [Test]
    public async Task A_webhook_of_many_items_is_sent_in_as_many_messages_as_the_broker_wants()
    {
        await using var receiver = await Rig.StartReceiverAsync(Patience);
        await Broker.SetMaxMessageSizeAsync(SmallLimit);
        var numbers = Enumerable.Range(1, 600).ToList();

        var status = await PostAsync(receiver, TextWebhook.Together(numbers));

        var messages = await Rig.TakeAllAsync(Rig.Queue);
        Assert.That(status, Is.EqualTo(200));
        Assert.That(messages.SelectMany(BrokerPublishingTests.IdsIn), Is.EqualTo(numbers.Select(number => new TextWebhook(number).Id)));
        Assert.That(messages.Select(message => message.Body.Length), Is.All.LessThanOrEqualTo(SmallLimit));
        Assert.That(await receiver.IsWellAsync(), Is.True);
    }

    [Test]
    public async Task No_message_of_several_items_has_a_megabyte_whatever_the_broker_would_take()
    {
        await using var receiver = await Rig.StartReceiverAsync(Patience);
        var numbers = Enumerable.Range(1, 3000).ToList();

        var status = await PostAsync(receiver, TextWebhook.Together(numbers));

        var messages = await Rig.TakeAllAsync(Rig.Queue);
        Assert.That(status, Is.EqualTo(200));
        Assert.That( // what is confirmed late comes again
            messages.SelectMany(BrokerPublishingTests.IdsIn).Distinct(),
            Is.EqualTo(numbers.Select(number => new TextWebhook(number).Id))
        );
        Assert.That(messages.Select(message => message.Body.Length), Is.All.LessThan(1 << 20));
        Assert.That(messages, Has.Count.GreaterThan(1));
    }

    [Test]
    public async Task An_item_larger_than_the_broker_takes_holds_up_nothing_is_told_and_is_delivered_once_the_broker_takes_it()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Broker:CheckSeconds", "1"));
        await using var forwarder = await Rig.StartForwarderAsync(_collector);
        await Broker.SetMaxMessageSizeAsync(SmallLimit);

        List<int> statuses = [await PostAsync(receiver, Large), .. await receiver.PostAsync(TextWebhook.Many(1, 111))];
        await DeliveredAsync(1, 111);
        await Eventually.HoldsAsync(() => DeadLetters(forwarder).Count == 1, "the dead letters say so");
        var (explanation, notice) = DeadLetters(forwarder).Single();
        var meanwhile = await receiver.ReadyAsync();
        await Broker.ResetMaxMessageSizeAsync();

        await WholeAsync(forwarder);
        await Eventually.HoldsAsync(receiver.IsWellAsync, "nothing is kept aside any more");
        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That(meanwhile.Status, Is.EqualTo(200));
        Assert.That(meanwhile.Body, Does.Contain("1 items are larger than the broker takes").And.Contain("\"keptAside\":{\"count\":1"));
        Assert.That(explanation, Does.StartWith("too_large_for_broker: "));
        Assert.That(notice, Does.Contain("\"bytes\":118002").And.Contain("xxx").And.Length.LessThan(4000));
    }

    [Test]
    public async Task What_was_spooled_before_the_limit_was_lowered_is_split_and_holds_up_nothing()
    {
        await using var proxy = new TcpProxy(Broker.Port);
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Broker:CheckSeconds", "1")
        );
        await using var forwarder = await Rig.StartForwarderAsync(_collector);
        proxy.IsDown = true;
        proxy.ResetAll();
        var many = Enumerable.Range(1, 600).ToList();
        var statuses = new List<int> { await PostAsync(receiver, TextWebhook.Together(many)) };
        statuses.Add(await PostAsync(receiver, Large));
        statuses.AddRange(await receiver.PostAsync(TextWebhook.Many(601, 620)));

        await Broker.SetMaxMessageSizeAsync(SmallLimit);
        proxy.IsDown = false;

        await DeliveredAsync(1, 620);
        await Eventually.HoldsAsync(
            async () => (await receiver.ReadyAsync()).Body.Contains("\"keptAside\":{\"count\":1", StringComparison.Ordinal),
            "one is kept aside"
        );
        await Broker.ResetMaxMessageSizeAsync();
        await WholeAsync(forwarder);
        Assert.That(statuses, Is.All.EqualTo(200));
    }

    [Test]
    public async Task A_spooled_batch_that_never_passes_while_others_do_is_halved_until_it_passes()
    {
        await using var proxy = new TcpProxy(Broker.Port) { CutAfterBytes = 300_000 };
        await using var receiver = await Rig.StartReceiverAsync(("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"));
        await using var forwarder = await Rig.StartForwarderAsync(_collector);

        var status = await PostAsync(receiver, TextWebhook.Together(Enumerable.Range(1, 2000)));
        var after = await receiver.PostAsync(TextWebhook.Many(2001, 2010));

        await DeliveredAsync(1, 2010);
        await Eventually.HoldsAsync(receiver.IsWellAsync, "nothing is left");
        Assert.That(after.Prepend(status), Is.All.EqualTo(200));
        Assert.That(receiver.Logs, Has.Some.Contain("sending it by halves"));
        Assert.That(DeadLetters(forwarder), Is.Empty);
    }

    [Test]
    public async Task What_is_kept_aside_survives_a_restart()
    {
        using var spool = new TemporaryDatabase();
        await Broker.SetMaxMessageSizeAsync(SmallLimit);
        await using (var receiver = await Rig.StartReceiverAsync(("Spool:Path", spool.Path)))
        {
            Assert.That(await PostAsync(receiver, Large), Is.EqualTo(200));
            Assert.That((await receiver.ReadyAsync()).Body, Does.Contain("keptAside"));
        }

        await Broker.ResetMaxMessageSizeAsync();
        await using var restarted = await Rig.StartReceiverAsync(("Spool:Path", spool.Path), ("Broker:CheckSeconds", "1"));
        await using var forwarder = await Rig.StartForwarderAsync(_collector);

        await WholeAsync(forwarder);
    }

    [Test]
    public async Task Without_a_spool_only_the_webhook_that_is_too_large_is_answered_503()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Spool:Enabled", "false"), ("Broker:MaxPublishesInFlight", "1"));
        await Broker.SetMaxMessageSizeAsync(SmallLimit);

        var all = await Task.WhenAll(
            TextWebhook.Many(1, 20).Select(webhook => webhook.Body).Append(Large).Select(body => PostAsync(receiver, body))
        );

        Assert.That(all, Is.EqualTo(Enumerable.Repeat(200, 20).Append(503)));
    }

    private static List<(string Explanation, string Payload)> DeadLetters(BridgeHost forwarder) =>
        forwarder
            .Services.GetRequiredService<SqliteDatabase>()
            .Readers.Read(session =>
                session
                    .Connection.Query<(string, string)>(
                        "SELECT explanation, CAST(payload AS TEXT) FROM dead_letters WHERE reason = 'unreadable' ORDER BY seq"
                    )
                    .ToList()
            );

    private static async Task<int> PostAsync(BridgeHost receiver, byte[] body)
    {
        using var answer = await receiver.SendAsync(SignedRequest.Create(body));
        return (int)answer.StatusCode;
    }

    private static Task WholeAsync(BridgeHost forwarder) =>
        Eventually.HoldsAsync(
            () => DeadLetters(forwarder).Exists(deadLetter => deadLetter.Payload == LargeText),
            "the whole of it is there"
        );

    private Task DeliveredAsync(int from, int to) =>
        Eventually.HoldsAsync(
            () => TextWebhook.Many(from, to).All(webhook => _collector.Taken.ContainsKey(webhook.Id)),
            "all is delivered"
        );
}
