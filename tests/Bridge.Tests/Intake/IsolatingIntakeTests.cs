using System.Text;
using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>What it costs to find the culprits of a group, and what is taken alone.</summary>
internal sealed class IsolatingIntakeTests
{
    private const int Items = 500;

    [TestCase(1, 20)]
    [TestCase(5, 130)]
    [TestCase(Items, 650)]
    public async Task Finding_few_culprits_takes_few_transactions_and_finding_a_flood_hardly_more_than_one_each(int culprits, int most)
    {
        BreakableStore store = null!;
        await using var bridge = await BridgeHost.StartAsync(
            [new("Events:Forward", "all")],
            builder =>
                builder.Services.AddSingleton<IStore>(services =>
                    store = new BreakableStore(ActivatorUtilities.CreateInstance<SqliteStore>(services)) { Fault = RefusesOdd }
                )
        );
        var items = Enumerable.Range(0, Items).Select(at => Item(at, isOdd: at % (Items / culprits) == 0)).ToList();

        await bridge.Services.GetRequiredService<IsolatingIntake>().TakeInAsync(new IntakeBatch(items), CancellationToken.None);

        Assert.That(store.Attempts, Is.LessThanOrEqualTo(most));
        Assert.That(
            await store.CountDeadLettersAsync(CancellationToken.None),
            Is.EqualTo(new Dictionary<string, long> { ["unstorable"] = culprits })
        );
        Assert.That((await store.GetBacklogAsync(CancellationToken.None)).Sum(backlog => backlog.Waiting), Is.EqualTo(Items - culprits));
    }

    [Test]
    public void Messages_that_were_given_up_are_taken_in_one_by_one_after_all_others()
    {
        var (one, givenUp, other, alsoGivenUp) = (Message(null), Message("why"), Message(null), Message("why"));

        var parts = MessageIntake.Cut([one, givenUp, other, alsoGivenUp]).ToList();

        Assert.That(parts, Is.EqualTo(new[] { new[] { one, other }, [givenUp], [alsoGivenUp] }));
    }

    [Test]
    public void A_given_up_message_that_ended_forwarder_after_forwarder_is_only_kept()
    {
        Assert.That(Message("it was given up", IncomingMessage.MostDeliveries - 1).Hopeless, Is.Null);
        Assert.That(
            Message("it was given up", IncomingMessage.MostDeliveries).Hopeless,
            Is.EqualTo("it was given up, and 20 forwarders ended with it since")
        );
    }

    private static InvalidOperationException? RefusesOdd(IReadOnlyList<IntakeItem> items) =>
        items.Any(item => item is { Kind: IntakeKind.Event, Name: "odd" }) ? new InvalidOperationException("odd") : null;

    private static IntakeItem Item(int number, bool isOdd) =>
        new(
            IntakeKind.Event,
            Translations.Event(number).Id,
            isOdd ? "odd" : "message.received",
            "elsewhere",
            null,
            null,
            Encoding.UTF8.GetBytes("{}"),
            DateTimeOffset.UnixEpoch
        );

    private static IncomingMessage Message(string? givenUp, long deliveries = 0) => new([], givenUp, deliveries);
}
