using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>Items that a store refuses for whatever reason there may be: here a rule that somebody put into its tables.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class UnstorableTests(string provider, bool overBroker)
{
    private static readonly Actor Operator = new("ada");
    private WholeWay _way = null!;

    [SetUp]
    public async Task Start() => _way = await WholeWay.StartAsync(provider, overBroker);

    [TearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [Test]
    public async Task A_flood_of_refused_items_delays_no_neighbour_and_each_is_a_dead_letter_that_can_be_replayed_once_the_cause_is_gone()
    {
        await RefuseAsync();
        var good = TextWebhook.Many(2001, 2080);
        var refused = TextWebhook.Many(1001, 1080);

        await Task.WhenAll(good.Zip(refused).Select(pair => _way.PostAsync(TogetherIn(pair.First, pair.Second))));
        await _way.DeliveredAsync(good);

        await Eventually.HoldsAsync(
            async () => await _way.Location.CountAsync("dead_letters") == refused.Count,
            "each of the others is a dead letter"
        );
        Assert.That(
            await _way.Location.QueryAsync("SELECT MIN(reason), MAX(reason), MIN(attempts) FROM dead_letters"),
            Is.EqualTo("unstorable|unstorable|0")
        );
        Assert.That(_way.Collector.Taken, Has.Count.EqualTo(good.Count));
        await Eventually.HoldsAsync(_way.IsWellAsync, "all is well");
        Assert.That(_way.Forwarder.Logs, Has.Some.Contains("become dead letters (unstorable)"));

        await AllowAsync();
        await ReplayAsync();
        await _way.DeliveredAsync(refused);
        Assert.That(_way.Collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task What_the_store_still_refuses_stays_a_dead_letter_when_it_is_replayed()
    {
        await RefuseAsync();
        await _way.PostAsync(new TextWebhook(1001).Body);
        await Eventually.HoldsAsync(async () => await _way.Location.CountAsync("dead_letters") == 1, "it is dead");

        var replay = await ReplayAsync();

        await Eventually.HoldsAsync(
            async () => await Admin.FindReplayAsync(replay.Id, CancellationToken.None) is { State: ReplayState.Finished },
            "the replay is over"
        );
        Assert.That(await Admin.FindReplayAsync(replay.Id, CancellationToken.None), Has.Property("Failed").EqualTo(1));
        Assert.That(await _way.Location.QueryAsync("SELECT COUNT(*), MIN(state) FROM dead_letters"), Is.EqualTo("1|dead"));
    }

    private IDeadLetterAdmin Admin => _way.Forwarder.Services.GetRequiredService<IDeadLetterAdmin>();

    private async Task<Replay> ReplayAsync()
    {
        var plan = await Admin.PlanAsync(new DeadLetterFilter { Reason = "unstorable" }, CancellationToken.None);
        return await Admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, null, null), Operator, CancellationToken.None);
    }

    private static byte[] TogetherIn(TextWebhook good, TextWebhook refused) =>
        [.. good.Body[..^2], .. ","u8, .. refused.Body.AsSpan(refused.Body.IndexOf("[{"u8) + 1)];

    /// <summary>Has the store refuse events of the messages 1000 to 1999.</summary>
    private Task RefuseAsync() =>
        _way.Location.ExecuteAsync(
            provider == StoreProvider.Postgres
                ? "ALTER TABLE events ADD CONSTRAINT refused CHECK (position('wamid.1'::bytea IN payload) = 0)"
                : "CREATE TRIGGER refused BEFORE INSERT ON events WHEN instr(NEW.payload, "
                    + "CAST('wamid.1' AS BLOB)) > 0 BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );

    private Task AllowAsync() =>
        _way.Location.ExecuteAsync(
            provider == StoreProvider.Postgres ? "ALTER TABLE events DROP CONSTRAINT refused" : "DROP TRIGGER refused"
        );
}
