using System.Globalization;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// The promise over the distributed deployment: two receivers and two forwarders in processes of their own, RabbitMQ, PostgreSQL and a
/// collector, all of which fail at random while Meta goes on posting. Half a minute by default; <c>tests/conservation.sh MINUTES</c> for
/// longer.
/// </summary>
[Category(Needs.Server)]
[Category(Needs.Patience)]
[Alone] // loads the whole machine, and has deadlines
public class ConservationTests
{
    private const int Connections = 8;
    private const int LeastFaults = 10;
    private static readonly TimeSpan FreshDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Longer than the longest wait of a gate that a failing collector closed.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(6);

    private static TimeSpan Duration =>
        TimeSpan.FromMinutes(
            double.TryParse(
                Environment.GetEnvironmentVariable("BRIDGE_CONSERVATION_MINUTES"),
                CultureInfo.InvariantCulture,
                out var minutes
            )
                ? minutes
                : 0.5
        );

    [Test]
    [Category("Conservation")]
    public async Task Whatever_fails_in_between_everything_answered_200_is_delivered_or_dead_and_nothing_else_arrives()
    {
        using var tooLong = new CancellationTokenSource((Duration * 2) + TimeSpan.FromMinutes(10));
        await using var fleet = await Fleet.StartAsync(tooLong.Token);
        using var meta = new ImpatientMeta(fleet.Receivers, seed: 3) { Pause = TimeSpan.FromMilliseconds(15) };
        var faults = new RandomFaults(fleet, new Random(20261120));
        using var enough = new CancellationTokenSource();

        var posting = meta.PostAsync(Connections, enough.Token);
        await faults.RunAsync(Duration, LeastFaults, tooLong.Token);
        await fleet.HealAsync(tooLong.Token);
        await enough.CancelAsync();
        await posting;
        var oracle = new Oracle(meta, fleet.Collector);
        await oracle.DrainedAsync(DrainPatience, tooLong.Token);
        // Only now: until the gate of a collector that failed opens again, by backoff, a fresh event waits behind the others.
        var freshInTime = await oracle.FreshEventPassesAsync(FreshDeadline, tooLong.Token);
        var dead = await fleet.DeadLettersAsync();

        TestContext.Out.WriteLine($"{oracle.Summary(dead)}; faults: {faults}");
        Assert.Multiple(() =>
        {
            oracle.Judge(dead);
            Assert.That(freshInTime, Is.True, $"a fresh event passes within {FreshDeadline} after the faults");
        });
    }
}
