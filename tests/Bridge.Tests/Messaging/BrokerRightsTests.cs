using Bridge.Configuration;
using Bridge.Support;

namespace Bridge.Messaging;

/// <summary>Users of the broker who lack rights.</summary>
[Category(Needs.Server)]
public class BrokerRightsTests
{
    private RabbitServer _broker = null!;
    private BrokerRig _rig = null!;
    private string _user = null!;

    [SetUp]
    public async Task Prepare()
    {
        _rig = new BrokerRig((_broker = await RabbitServer.SharedAsync()).Url);
        _user = "user-" + Guid.NewGuid().ToString("N")[..8];
        await _broker.AddUserAsync(_user, "secret-of-the-user");
    }

    [TearDown]
    public async Task CleanUp()
    {
        await _broker.DeleteUserAsync(_user);
        await _rig.DisposeAsync();
    }

    [Test]
    public async Task A_receiver_that_may_not_declare_publishes_into_what_is_there()
    {
        await using (await _rig.StartReceiverAsync())
        {
            // Declares everything.
        }

        await AllowAsync(configure: "", write: "^amq\\.default$", read: "");
        await using var receiver = await _rig.StartReceiverAsync(Address);

        var statuses = await receiver.PostAsync(TextWebhook.Many(1, 5));

        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That(
            (await _rig.TakeAllAsync(_rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn),
            Is.EqualTo(TextWebhook.Many(1, 5).Select(webhook => webhook.Id))
        );
        Assert.That(await receiver.IsWellAsync(), Is.True);
    }

    [Test]
    public async Task A_forwarder_that_may_not_declare_is_told_which_right_is_missing()
    {
        await using (await _rig.StartReceiverAsync())
        {
            // Declares everything.
        }

        await using var collector = await ScriptedCollector.StartAsync();
        await AllowAsync(configure: "", write: ".*", read: ".*");

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartForwarderAsync(collector, null, Address));

        Assert.That(refusal!.Problems.Single(), Does.Contain("give it the permission to configure it"));
    }

    [Test]
    public async Task A_user_that_may_not_declare_what_is_not_there_is_told_which_right_is_missing()
    {
        await AllowAsync(configure: "", write: ".*", read: ".*");

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(Address));

        Assert.That(
            refusal!.Problems.Single(),
            Does.Contain("access to queue '" + _rig.DeadLetterQueue)
                .And.Contain("give it the permission to configure it")
                .And.Contain("Broker:Url")
        );
        Assert.That(refusal.Problems.Single(), Does.Not.Contain("secret-of-the-user"));
        Assert.That(refusal.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task A_user_that_may_not_bind_is_told_which_right_is_missing()
    {
        await AllowAsync(configure: ".*", write: "", read: ".*");

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(Address));

        Assert.That(refusal!.Problems.Single(), Does.Contain("give it the permission to write to the queue and to read from the exchange"));
    }

    [Test]
    public async Task A_receiver_that_may_not_publish_is_told_which_right_is_missing()
    {
        await AllowAsync(configure: ".*", write: "^(forward|dead)\\.", read: ".*");

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(Address));

        Assert.That(refusal!.Problems.Single(), Does.Contain("give it the permission to write to amq.default"));
    }

    [Test]
    public async Task A_receiver_whose_right_to_publish_is_taken_away_spools_and_says_which_it_needs()
    {
        await AllowAsync(configure: ".*", write: ".*", read: ".*");
        await using var receiver = await _rig.StartReceiverAsync(Address);
        await AllowAsync(configure: ".*", write: "^nothing$", read: ".*");

        await Eventually.HoldsAsync(
            async () =>
                (await receiver.PostAsync(new TextWebhook(1))).Single() == 200
                && (await receiver.ReadyAsync()).Body.Contains("to write to amq.default", StringComparison.Ordinal),
            "readiness says so"
        );
        await AllowAsync(configure: ".*", write: ".*", read: ".*");

        await Eventually.HoldsAsync(receiver.IsWellAsync, "the broker takes messages again");
        await Eventually.HoldsAsync(async () => (await _rig.LookAsync(_rig.Queue)).Ready > 0, "the spool is drained");
    }

    [Test]
    public async Task A_virtual_host_that_is_not_there_or_not_for_the_user_is_told_and_not_waited_for()
    {
        var missing = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(("Broker:Url", Url("no-such-host"))));
        var denied = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(("Broker:Url", Url("%2F"))));

        Assert.That(missing!.Problems.Single(), Does.Contain("has no virtual host as Broker:Url").And.Not.Contain("secret-of-the-user"));
        Assert.That(denied!.Problems.Single(), Is.EqualTo(missing.Problems.Single()));
        Assert.That(missing.ExitCode, Is.EqualTo(2));

        string Url(string host) => $"amqp://{_user}:secret-of-the-user@127.0.0.1:{_broker.Port}/{host}";
    }

    private (string, string?) Address => ("Broker:Url", $"amqp://{_user}:secret-of-the-user@127.0.0.1:{_broker.Port}");

    private Task AllowAsync(string configure, string write, string read) => _broker.AllowAsync(_user, configure, write, read);
}
