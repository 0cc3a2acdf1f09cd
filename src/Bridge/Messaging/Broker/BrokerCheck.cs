using Bridge.Configuration;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>The line <c>broker</c> of <c>meta-bridge check</c>.</summary>
internal static class BrokerCheck
{
    /// <summary>Declares what Bridge needs, as a start would.</summary>
    public static async Task<SelfCheckResult> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<BrokerOptions>>().Value;
        try
        {
            return await services.GetRequiredService<BrokerTopology>().DeclareAsync(cancellationToken) is { Unreachable: { } problem }
                ? new SelfCheckResult(
                    $"The broker does not answer: {problem}",
                    $"Start it, or correct {Settings.Describe("Broker:Url")}. Meanwhile receivers spool."
                )
                : new SelfCheckResult($"queues {options.Queue} and {options.DeadLetterQueue}{Feed(options)} are there as they should be");
        }
        catch (StartupException refusal)
        {
            return new SelfCheckResult(refusal.Problems[0], "Bridge does not start until then.");
        }
    }

    private static string Feed(BrokerOptions options) => options.Feed ? $" and exchange {options.Exchange}" : "";
}
