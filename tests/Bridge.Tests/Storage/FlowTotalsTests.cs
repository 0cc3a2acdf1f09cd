using System.Text;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Intake;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>The sum of where everything went adds up whatever is done, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class FlowTotalsTests(string provider)
{
    private AdminRig _rig = null!;

    [SetUp]
    public async Task Start() =>
        _rig = await AdminRig.StartAsync(provider, ("Intake:UnavailableHold", "00:00:30"), ("Intake:TwinHold", "00:00:05"));

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    [Test]
    public async Task Each_item_is_counted_where_it_went()
    {
        await _rig.TakeInAsync(Item(1), Item(2), Item(3), Item(4), Item(5) with { IsForwarded = false }, AdminRig.Unreadable("{}"));
        await _rig.TakeInAsync(Item(1), Deferred(6));
        await _rig.Store.CompleteAsync((await _rig.ClaimAsync()).Take(2).ToList(), CancellationToken.None);

        var totals = await ReadAsync();

        Assert.That((totals.Received, totals.Derived, totals.Delivered), Is.EqualTo((8, 0, 2)));
        Assert.That(totals.Dropped, Is.EquivalentTo(new Dictionary<string, long> { ["duplicate"] = 1, ["not_forwarded"] = 1 }));
        Assert.That((totals.Deferred, totals.Waiting, totals.Dead, totals.Missing), Is.EqualTo((1, 2, 1, 0)));
    }

    [Test]
    public async Task What_somebody_erased_put_aside_and_purged_was_is_told_by_the_rule()
    {
        await _rig.KillAsync(1, 2);
        await _rig.TakeInAsync(Item(3), Deferred(4));
        var number = (await _rig.ListAsync(new DeadLetterFilter()))[0];
        await _rig.Admin.DiscardAsync(new DeadLetterFilter { Ids = [number] }, null, AdminRig.Operator, CancellationToken.None);
        _rig.Time.Advance(TimeSpan.FromDays(91));
        await PurgeAsync();

        await _rig.Admin.EraseAsync("254712345678", null, AdminRig.Operator, CancellationToken.None);

        var totals = await ReadAsync();
        Assert.That(totals.Dropped, Is.EquivalentTo(new Dictionary<string, long> { ["discarded"] = 1, ["erased"] = 3 }));
        Assert.That(totals.Missing, Is.Zero);
    }

    [Test]
    public async Task A_dead_letter_that_goes_out_again_is_counted_once_on_all_its_way()
    {
        await _rig.KillAsync(1, 4);
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await _rig.ReplayAsync(new DeadLetterFilter());
        await _rig.StepAsync();
        var onTheWay = await ReadAsync();
        var claimed = await _rig.ClaimAsync();
        await _rig.Store.CompleteAsync([.. claimed.Take(2)], CancellationToken.None);
        await _rig.Store.DeadLetterAsync([.. claimed.Skip(2).Select(Refused)], CancellationToken.None);

        var totals = await ReadAsync();

        Assert.That((onTheWay.Waiting, onTheWay.Dead, onTheWay.Missing), Is.EqualTo((4, 0, 0)));
        Assert.That((totals.Received, totals.Delivered, totals.Dead, totals.Missing), Is.EqualTo((4, 2, 2, 0)));
    }

    [Test]
    public async Task What_cannot_be_counted_to_the_end_because_it_was_erased_on_its_way_is_not_missing()
    {
        await _rig.KillAsync(1, 1);
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await _rig.ReplayAsync(new DeadLetterFilter());
        await _rig.StepAsync();
        var claimed = await _rig.ClaimAsync();
        await _rig.Location.ExecuteAsync("DELETE FROM dead_letters");

        await _rig.Store.DeadLetterAsync([.. claimed.Select(Refused)], CancellationToken.None);

        Assert.That((await ReadAsync()).Missing, Is.Zero);
    }

    [Test]
    public async Task Whatever_comes_twice_out_of_order_and_is_refused_or_erased_the_sum_adds_up()
    {
        var random = new Random(20261129);
        var bodies = Samples.Names(Samples.Webhooks).Select(name => File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name))).ToList();
        for (var step = 0; step < 150; step++)
        {
            var before = await ReadAsync();
            await ActAsync(random, bodies);
            var totals = await ReadAsync();
            Assert.That(totals.Missing, Is.Zero, () => $"step {step}: {Words(before)} became {Words(totals)}");
        }

        var end = await ReadAsync();
        Assert.That(new[] { end.Derived, end.Retranslated, end.Delivered, end.Dropped.Count }, Is.All.GreaterThan(0));
    }

    [Test]
    public async Task Rows_are_folded_and_the_sums_stay()
    {
        for (var number = 1; number <= 5; number++)
        {
            await _rig.TakeInAsync(Item(number), Item(1));
        }

        var before = await ReadAsync();
        await _rig.Get<AdminDatabase>()
            .WriteAsync(connection => TotalTable.FoldAsync(connection, _rig.Time.GetUtcNow()), CancellationToken.None);
        var soon = (await ReadAsync(), await _rig.Location.CountAsync("totals"));
        _rig.Time.Advance(ActivityTable.Kept + ActivityTable.Step);
        await _rig.Get<AdminDatabase>()
            .WriteAsync(connection => TotalTable.FoldAsync(connection, _rig.Time.GetUtcNow()), CancellationToken.None);

        Assert.That((soon.Item1.ToString(), soon.Item2), Is.EqualTo((before.ToString(), 4)));
        Assert.That(
            ((await ReadAsync()).ToString(), await _rig.Location.CountAsync("totals WHERE at = 0")),
            Is.EqualTo((before.ToString(), 3))
        );
    }

    private static string Words(FlowTotals totals) => $"{totals} {string.Join(' ', totals.Dropped)}";

    private DeadEvent Refused(PendingEvent posted) => new(posted, DeadReason.Refused, 400, "no", _rig.Time.GetUtcNow());

    private async Task ActAsync(Random random, List<byte[]> bodies)
    {
        switch (random.Next(10))
        {
            case < 4:
                await _rig.ArriveAsync(random.GetItems(bodies.ToArray(), random.Next(1, 8)));
                break;
            case 4:
                await _rig.TakeInAsync(AdminRig.Unreadable(Encoding.UTF8.GetString(new TextWebhook(random.Next(1000)).Body)));
                break;
            case 5:
                await _rig.DeliverAsync();
                break;
            case 6:
                await _rig.RefuseAsync("no");
                break;
            case 7:
                _rig.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
                await _rig.Get<EventIntake>().ReleaseDeferredAsync(100, CancellationToken.None);
                await _rig.Get<EventIntake>().ExpireConversationsAsync(_rig.Time.GetUtcNow(), 100, CancellationToken.None);
                break;
            case 8:
                await ReplayToTheEndAsync();
                break;
            default:
                await _rig.Admin.DiscardAsync(
                    new DeadLetterFilter { Reason = DeadReason.Unrecognised },
                    null,
                    AdminRig.Operator,
                    CancellationToken.None
                );
                await PurgeAsync();
                await EraseAsync(random);
                break;
        }
    }

    /// <summary>Also when the first all die again: somebody resumes it.</summary>
    private async Task ReplayToTheEndAsync()
    {
        _rig.Time.Advance(TimeSpan.FromHours(1));
        var replay = await _rig.ReplayAsync(new DeadLetterFilter());
        for (var step = 0; step < 4; step++)
        {
            await _rig.StepAsync();
            if ((await _rig.FindReplayAsync(replay.Id)).State == ReplayState.Paused)
            {
                await _rig.Admin.ResumeAsync(replay.Id, AdminRig.Operator, CancellationToken.None);
            }

            _rig.Time.Advance(FirstReplayed.Alone);
        }
    }

    private async Task EraseAsync(Random random)
    {
        if (random.Next(3) == 0)
        {
            await _rig.Admin.EraseAsync("254712345678", null, AdminRig.Operator, CancellationToken.None);
        }
    }

    private async Task PurgeAsync()
    {
        using var retention = new DeadLetterRetention(
            _rig.Get<AdminDatabase>(),
            Options.Create(new DeadLettersOptions()),
            _rig.Time,
            new Telemetry.SteadyClock(_rig.Time),
            NullLogger<DeadLetterRetention>.Instance
        );
        await retention.RunAsync(CancellationToken.None);
    }

    private Task<FlowTotals> ReadAsync() => _rig.Get<AdminDatabase>().ReadAsync(TotalTable.ReadAsync, CancellationToken.None);

    private IntakeItem Item(int number) => AdminRig.Item(number) with { ReceivedAt = _rig.Time.GetUtcNow() };

    private IntakeItem Deferred(int number) =>
        Item(number) with
        {
            ReplacedBy = AdminRig.IdOf(number + 1000),
            Deferral = new Deferral(DeferralReason.BetterCopy, _rig.Time.GetUtcNow() + TimeSpan.FromSeconds(30)),
        };
}
