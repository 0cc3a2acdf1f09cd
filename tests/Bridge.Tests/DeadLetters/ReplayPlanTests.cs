using System.Text;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>What is said of a replay before it begins, while nothing is changed.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ReplayPlanTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task A_plan_says_what_would_be_sent_and_changes_nothing()
    {
        await Rig.KillAsync(1, 3);
        await Rig.KillAsync(4, 4, name: "message.read", destination: "110045678901234");

        var plan = await Admin.PlanAsync(new DeadLetterFilter { Reason = "refused" }, CancellationToken.None);

        Assert.That(plan.Count, Is.EqualTo(4));
        Assert.That(plan.ByEvent, Is.EqualTo(new[] { new Share("message.received", 3), new Share("message.read", 1) }));
        Assert.That(plan.ByDestination, Is.EqualTo(new[] { new Share("default", 3), new Share("110045678901234", 1) }));
        Assert.That(
            plan.Sample,
            Has.Count.EqualTo(4).And.All.Property("Content").Contains("userId").And.All.Property("Content").Not.Contains("254712345678")
        );
        Assert.That(plan.Warnings, Has.Count.EqualTo(2).And.All.Contains("Nobody delivers to"));
        Assert.That(await Rig.ClaimAsync(), Is.Empty);
    }

    [Test]
    public async Task A_plan_foretells_what_is_readable_how_the_collector_is_and_how_long_it_takes()
    {
        await Rig.KillAsync(1, 3);
        await Rig.TakeInAsync(
            AdminRig.Unreadable(Encoding.UTF8.GetString(new TextWebhook(77).Body)),
            AdminRig.Unreadable("{}", "the body has no entry")
        );
        await Rig.Get<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    var now = Rig.Time.GetUtcNow();
                    await connection.AddTotalAsync(FlowTally.Delivered, now, 60);
                    await GateTable.WriteAsync(connection, "p", [new GateReport { Destination = "default", State = "open" }], now);
                    return 0;
                },
                CancellationToken.None
            );

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(plan.Warnings, Is.Empty);
        Assert.That(
            plan.Forecast!.InWords(plan.Count),
            Is.EqualTo([
                "Of what was no event today's Bridge reads 1 of the newest 2; the others die again.",
                "The collector default is not paused, but took nothing yet.",
                "It takes about 5s, at 1 a second as lately.",
            ])
        );
        Assert.That(plan.Forecast.First, Is.EqualTo(plan.Sample[0].Id));
    }

    [Test]
    public async Task A_plan_whose_dead_letters_are_all_dealt_with_meanwhile_does_not_start()
    {
        await Rig.KillAsync(1, 1);
        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        await Admin.DiscardAsync(new DeadLetterFilter(), null, AdminRig.Operator, CancellationToken.None);

        var refused = Assert.ThrowsAsync<AdminException>(() =>
            Admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, null, null), AdminRig.Operator, CancellationToken.None)
        );

        Assert.That(refused!.Problem, Is.EqualTo(AdminProblem.Conflict));
        Assert.That(await Admin.GetReplaysAsync(CancellationToken.None), Is.Empty);
    }
}
