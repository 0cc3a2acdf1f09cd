using Bridge.Support;

namespace Bridge.Storage;

/// <summary>Signs of life, and conversations that are due, in every store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class HeartbeatTests(string provider) : StoreFixture(provider)
{
    private static readonly DateTimeOffset Then = new(2026, 1, 23, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task The_last_heartbeat_of_each_process_and_an_earlier_one_are_known()
    {
        await BeatAsync(new Heartbeat(HeartbeatRole.Receive, "one", Then));
        await BeatAsync(new Heartbeat(HeartbeatRole.Receive, "one", Then.AddSeconds(5)));
        await BeatAsync(new Heartbeat(HeartbeatRole.Receive, "one", Then.AddSeconds(10)));
        await BeatAsync(new Heartbeat(HeartbeatRole.Forward, "one", Then.AddSeconds(3), IsLeaving: true));

        var heartbeats = await Store.ReadHeartbeatsAsync(CancellationToken.None);

        var receiver = heartbeats.Rows.Single(row => row.Role == HeartbeatRole.Receive);
        var forwarder = heartbeats.Rows.Single(row => row.Role == HeartbeatRole.Forward);
        Assert.That(
            (receiver.ClearUntil, receiver.PreviousClearUntil, receiver.IsLeaving),
            Is.EqualTo((Then.AddSeconds(10), (DateTimeOffset?)Then, false))
        );
        Assert.That(receiver.At, Is.InRange(receiver.PreviousAt!.Value, heartbeats.Now));
        Assert.That(
            (forwarder.ClearUntil, forwarder.IsLeaving, forwarder.PreviousAt),
            Is.EqualTo((Then.AddSeconds(3), true, (DateTimeOffset?)null))
        );
    }

    [Test]
    public async Task Nobody_has_been_heard_of_in_a_new_store() =>
        Assert.That((await Store.ReadHeartbeatsAsync(CancellationToken.None)).Rows, Is.Empty);

    [Test]
    public async Task What_is_due_is_looked_at_once_and_in_steps()
    {
        await Store.ProbeAsync(CancellationToken.None);
        for (var number = 1; number <= 3; number++)
        {
            await Store.TakeInAsync(new IntakeBatch([Item(number)]) { Conversing = CountedConversing.Instance }, CancellationToken.None);
        }

        await Location.ExecuteAsync($"UPDATE conversations SET due_at = {Then.ToUnixTimeMilliseconds()}");

        Assert.That(await ExpireAsync(Then.AddMilliseconds(-1)), Is.Zero);
        Assert.That((await ExpireAsync(Then), await ExpireAsync(Then), await ExpireAsync(Then)), Is.EqualTo((2, 1, 0)));
    }

    private Task BeatAsync(Heartbeat beat) => Store.BeatAsync([beat], CancellationToken.None);

    private async Task<int> ExpireAsync(DateTimeOffset watermark) =>
        (await Store.ExpireConversationsAsync(watermark, 2, CountedConversing.Instance, CancellationToken.None)).Due;

    private static IntakeItem Item(int person) =>
        Translations.Item(person) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(new PersonId("waba", $"KE.{person}")),
        };
}
