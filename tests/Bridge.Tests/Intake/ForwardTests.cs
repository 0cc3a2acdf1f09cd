using System.Diagnostics.Metrics;
using Bridge.Core.Translation;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Which events leave, by name; the rest is remembered and counted.</summary>
internal sealed class ForwardTests
{
    private const string TwoStatuses = """
        {"entry":[{"id":"9","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"statuses":[
        {"id":"A","status":"read","timestamp":"1769162400","recipient_id":"254712345678"},
        {"id":"B","status":"played","timestamp":"1769162400","recipient_id":"254712345678"}]}}]}]}
        """;

    [TestCase("core", "message.received", true)]
    [TestCase("core", "contact.opted_in", true)]
    [TestCase("core", "chat.assigned", true)]
    [TestCase("core", "message.failed", true)]
    [TestCase("core", "message.played", false)]
    [TestCase("core", "call.started", false)]
    [TestCase("all", "call.started", true)]
    [TestCase("call.*", "call.started", true)]
    [TestCase("call.*", "caller.x", false)]
    [TestCase("call.*", "message.received", false)]
    [TestCase("core,call.*", "call.ended", true)]
    [TestCase("core,call.*", "message.read", true)]
    [TestCase("message.read", "message.read", true)]
    [TestCase("message.read", "message.ready", false)]
    public void What_is_forwarded_is_chosen_by_name_and_by_beginning(string setting, string name, bool isForwarded)
    {
        var forwarding = new Forwarding(setting.Split(','));

        Assert.That(forwarding.Allows(name), Is.EqualTo(isForwarded));
    }

    [TestCase("everything")]
    [TestCase("Message.Received")]
    [TestCase("*")]
    [TestCase("message.")]
    [TestCase("message.*.read")]
    public void A_name_no_event_can_have_is_said_at_start(string entry)
    {
        var problems = new ForwardOptions { Forward = ["core", entry] }.FindProblems();

        Assert.That(
            problems,
            Is.EqualTo([
                "Events:Forward (environment Events__Forward) must be core, all, "
                    + "or event names such as message.read and beginnings such as call.*, with commas between, "
                    + $"but one is \"{entry}\".",
            ])
        );
    }

    [Test]
    public async Task By_default_only_the_core_leaves_and_the_rest_is_counted_by_name()
    {
        await using var rig = await IntakeRig.StartAsync(("Events:Forward", ""));
        using var counted = new Counted(rig.Bridge.Get<IMeterFactory>());

        await rig.HearAsync(TwoStatuses);

        Assert.That(
            (await rig.DeliveredAsync()).Select(item => (string?)item["event"]),
            Is.EqualTo(["message.delivered", "message.read", "message.delivered"])
        );
        Assert.That(counted.Of(Instruments.DroppedName), Is.EqualTo(["rule=not_forwarded name=message.played 1"]));
    }

    [Test]
    public async Task What_nobody_told_of_is_not_counted_when_it_does_not_leave()
    {
        await using var rig = await IntakeRig.StartAsync(("Events:Forward", "message.read"));
        using var counted = new Counted(rig.Bridge.Get<IMeterFactory>());

        await rig.HearAsync(TwoStatuses);

        Assert.That((await rig.DeliveredAsync()).Select(item => (string?)item["event"]), Is.EqualTo(["message.read"]));
        Assert.That(counted.Of(Instruments.DroppedName), Is.EqualTo(["rule=not_forwarded name=message.played 1"]));
    }

    [Test]
    public async Task What_does_not_leave_is_remembered_all_the_same_and_counted_each_time()
    {
        await using var rig = await IntakeRig.StartAsync(("Events:Forward", "message.read"));
        using var counted = new Counted(rig.Bridge.Get<IMeterFactory>());

        await rig.HearAsync(TwoStatuses);
        var seen = await rig.Bridge.CountAsync("seen");
        await rig.HearAsync(TwoStatuses);

        Assert.That((seen, await rig.Bridge.CountAsync("seen")), Is.EqualTo((4, 4)), "both statuses and the deliveries they imply");
        Assert.That(
            counted.Of(Instruments.DroppedName),
            Is.EqualTo(["rule=not_forwarded name=message.played 1", "rule=duplicate 1", "rule=not_forwarded name=message.played 1"])
        );
    }

    [Test]
    public async Task Of_two_that_tell_the_same_in_one_group_one_is_counted_as_replaced()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new EmbeddedStore(file, ("Events:Forward", "all"), ("Intake:TwinHold", "00:00:05"));
        using var counted = new Counted(bridge.Get<IMeterFactory>());
        var meta = Translations.Item(1);

        await bridge.Get<EventIntake>().TakeInAsync(new IntakeBatch([meta, meta with { IsFromCrm = true }]), CancellationToken.None);

        Assert.That(counted.Of(Instruments.DroppedName), Is.EqualTo(["rule=replaced 1"]));
        Assert.That(await bridge.CountAsync("events"), Is.EqualTo(1));
    }

    [Test]
    public void Of_names_without_end_only_so_many_are_counted_apart()
    {
        var names = new BoundedNames(2);

        Assert.That("abcad".Select(deadLetter => names.Bound(deadLetter.ToString())), Is.EqualTo(["a", "b", "other", "a", "other"]));
    }
}
