using Bridge.Configuration;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Messaging;

/// <summary>What the doctor says of a broker that answers and yet does not take what receivers send.</summary>
public class BrokerCheckTests : OwnBrokerFixture
{
    [Test]
    public async Task A_broker_that_is_well_is_told_with_what_waits_in_it()
    {
        var result = await CheckAsync();

        Assert.That(result.IsOk, Is.True, result.Finding);
        Assert.That(result.Finding, Does.StartWith($"queues {Rig.Queue} and ").And.EndWith("0 messages wait, 0 forwarders take them"));
    }

    [Test]
    public async Task An_alarm_is_told_by_its_cause()
    {
        await Broker.RaiseMemoryAlarmAsync();

        var result = await CheckAsync();
        await Broker.ClearMemoryAlarmAsync();

        Assert.That(
            result.Finding,
            Does.Contain("it takes no messages, because it is low on memory: give it room").And.Not.Contain("cannot be reached")
        );
        Assert.That(result.IsOk, Is.False);
    }

    [Test]
    public async Task A_limit_below_what_a_webhook_may_have_is_a_warning_with_the_cure()
    {
        await Broker.SetMaxMessageSizeAsync(1 << 20);

        var result = await CheckAsync();
        await Broker.ResetMaxMessageSizeAsync();

        Assert.That((result.IsOk, result.IsWarning), Is.EqualTo((true, true)));
        Assert.That(result.Fix, Does.StartWith("Raise its max_message_size to 4194304 or more"));
    }

    [Test]
    public async Task A_queue_that_a_policy_bounds_is_told_when_it_is_full()
    {
        await using (await Rig.StartReceiverAsync())
        {
            // Declares everything.
        }

        await Broker.ControlAsync("set_policy", "bound", "^" + Rig.Queue + "$", """{"max-length":0}""", "--apply-to", "queues");

        await Eventually.HoldsAsync(
            async () =>
                (await CheckAsync()).Finding.Contains("refuses messages (nack), as it does when a policy", StringComparison.Ordinal),
            "it is told"
        );
        await Broker.ControlAsync("clear_policy", "bound");
    }

    private async Task<SelfCheckResult> CheckAsync()
    {
        await using var app = Program
            .CreateBuilder([.. BridgeHost.RequiredSettings, .. Rig.Settings, new("Role", "receive")])
            .Build()
            .RequireSoundSettings();
        return await app.Services.GetServices<SelfCheck>().Single(check => check.Part == "broker").RunAsync(CancellationToken.None);
    }
}
