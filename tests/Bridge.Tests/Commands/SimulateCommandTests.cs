using Bridge.Support;

namespace Bridge.Commands;

/// <summary>What a run sends, and what it says of what arrived.</summary>
public class SimulateCommandTests : SimulateFixture
{
    private const string Writing = "--rate 100/s --duration 2s --speed 50 --mix conversation=90,ad=10 --users 200 --seed 3 --new-people";

    [Test]
    public async Task Everything_that_was_answered_200_is_at_the_collector()
    {
        await using var bridge = await BridgeAsync(Collector.Url);

        var (exitCode, output, error) = await SimulateAsync(
            bridge.Address,
            "--rate 300/s --duration 2s --speed 50 --duplicates 5% --reorder 5% --updates-per-post 1-100"
        );

        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(
            output,
            Does.Match(@"lost +│ 0 ").And.Match(@"answered 200 +│ \d{3} ").And.Contain("Nothing lost").And.Contain("Meta's rule")
        );
        Assert.That(Collector.Taken.Count, Is.GreaterThan(1000));
        Assert.That(Collector.Taken.ByName.Keys, Has.Member("message.read").And.Member("referral.received"));
    }

    [Test]
    public async Task Whoever_writes_is_one_new_contact_whoever_asks_is_handed_over_once_and_each_conversation_ends_once()
    {
        await using var bridge = await BridgeAsync(
            Collector.Url,
            [
                .. Receiving.CapturePost.Settings,
                new("Contacts:CountFrom", ""),
                new("Conversations:HandoffTriggers", "talk_to_agent"),
                new("Conversations:ResolveAfter", "3s"),
                new("Intake:TwinHold", "00:00:01"),
            ]
        );

        var (exitCode, output, error) = await SimulateAsync(
            bridge.Address,
            $"{Writing} --duplicates 5% --reorder 5% --capture-key {Receiving.CapturePost.Key} "
                + "--handoff-trigger talk_to_agent --resolve-after 3s"
        );

        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(output, Does.Match(@"that must follow +│ [1-9]").And.Not.Contain("Derived wrongly"));
        Assert.That(
            Collector.Taken.ByName.Keys,
            Is.SupersetOf((string[])["contact.created", "agent.handoff", "chat.assigned", "chat.resolved"])
        );
    }

    [Test]
    public async Task The_table_of_ads_is_as_the_books_of_the_run_have_it()
    {
        var (exitCode, output) = await SimulateAdsAsync();

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"figures that must be right +│ 17, and those of 20 ads with [1-9]\d* orders"));
        Assert.That(output, Does.Not.Contain("Counted wrongly"));
    }

    [Test]
    public async Task A_table_of_ads_that_differs_is_told_and_the_exit_code_is_1()
    {
        var (exitCode, output) = await SimulateAdsAsync(new KeyValuePair<string, string?>("Insights:MaxSeries", "10")); // of twenty ads

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"Counted wrongly: ad \S+ has \d+ people"));
    }

    [Test]
    public async Task A_contact_that_Bridge_does_not_make_is_told_and_the_exit_code_is_1()
    {
        await using var bridge = await BridgeAsync(Collector.Url, new KeyValuePair<string, string?>("Contacts:CountFrom", "9999-01-01"));

        var (exitCode, output, _) = await SimulateAsync(bridge.Address, $"{Writing} --patience 100ms");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"Derived wrongly: contact\.created for \S+ with \d+: 1 missing"));
    }

    [Test]
    public async Task A_run_is_saved_and_replayed_with_the_same_events()
    {
        var file = Path.GetTempFileName();
        await using var bridge = await BridgeAsync(Collector.Url);
        await SimulateAsync(bridge.Address, $"--rate 100/s --duration 1s --speed 20 --save {file}");
        var taken = Collector.Taken.Count;
        await using var another = await BridgeAsync(Collector.Url);

        var (exitCode, output, error) = await SimulateAsync(another.Address, $"--replay {file} --speed 2");

        File.Delete(file);
        Assert.That(exitCode, Is.Zero, output + error);
        await Eventually.HoldsAsync(() => Collector.Taken.Doubled == taken, "every event came again");
        Assert.That(Collector.Taken.Count, Is.EqualTo(taken));
    }

    /// <summary>A run in which ads bring people.</summary>
    private async Task<(int ExitCode, string Output)> SimulateAdsAsync(params KeyValuePair<string, string?>[] settings)
    {
        await using var rig = await Ops.OpsRig.StartAsync([
            new("Collector:Url", Collector.Url),
            new("Collector:WriteKey", "key"),
            new("Contacts:CountFrom", ""),
            new("Events:Forward", "all"),
            .. settings,
        ]);
        var (exitCode, output, error) = await SimulateAsync(
            rig.Bridge.Address,
            "--mix conversation=30,campaign=20,ad=35,order=15 --duplicates 5% --reorder 5% "
                + $"--rate 200/s --duration 4s --speed 20 --users 2000 --new-people --key {Ops.OpsRig.ViewerKey.Text}"
        );
        return (exitCode, output + error);
    }
}
