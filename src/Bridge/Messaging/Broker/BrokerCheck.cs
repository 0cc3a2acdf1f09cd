using Bridge.Configuration;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>The line <c>broker</c> of <c>meta-bridge check</c>.</summary>
internal static class BrokerCheck
{
    /// <summary>Meta's largest; of one item it is one message.</summary>
    private const int LargestWebhook = 4 << 20;

    /// <summary>Declares what Bridge needs, as a start would, and tries whether the broker takes what a receiver sends.</summary>
    public static async Task<SelfCheckResult> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<BrokerOptions>>().Value;
        var topology = services.GetRequiredService<BrokerTopology>();
        try
        {
            var finding = await topology.DeclareAsync(cancellationToken);
            return finding.Unreachable is { } problem ? Unreachable(topology, problem)
                : await FindLimitAsync(services, topology, cancellationToken) is { } limit ? limit
                : new SelfCheckResult(
                    $"queues {options.Queue} and {options.DeadLetterQueue}{Feed(options)} are there as they should be; "
                        + $"{finding.Events.Ready} messages wait, {finding.Events.Consumers} forwarders take them"
                );
        }
        catch (StartupException refusal)
        {
            return new SelfCheckResult(refusal.Problems[0], "Bridge does not start until then.") { IsWrongSetting = true };
        }
    }

    private static SelfCheckResult Unreachable(BrokerTopology topology, string problem) =>
        new(
            $"The broker does not work: {problem}",
            topology.Alarm is null
                ? $"Start it, or correct {Settings.Describe("Broker:Url")}. Meanwhile receivers spool."
                : "Meanwhile receivers spool, as long as they have room."
        );

    /// <summary>What the broker does not take: messages at all, or large ones. Only receivers publish.</summary>
    /// <returns>Null when it takes them.</returns>
    private static async Task<SelfCheckResult?> FindLimitAsync(
        IServiceProvider services,
        BrokerTopology topology,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<BrokerProbe>() is not { } probe)
        {
            return null;
        }

        return await probe.FindProblemAsync(cancellationToken) is { } problem
                ? new SelfCheckResult($"The broker takes no messages: {problem}", "Meanwhile receivers spool, as long as they have room.")
            : await topology.FindRefusalOfAsync(LargestWebhook, cancellationToken) is { } words
                ? new SelfCheckResult(
                    $"The broker does not take messages as large as a webhook may be ({words})",
                    $"Raise its max_message_size to {LargestWebhook} or more: until then such a webhook stays in the spool."
                )
                {
                    IsWarning = true,
                }
            : null;
    }

    private static string Feed(BrokerOptions options) => options.Feed ? $" and exchange {options.Exchange}" : "";
}
