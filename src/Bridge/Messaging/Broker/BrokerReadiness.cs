using Bridge.Configuration;
using Bridge.Messaging.Spool;

namespace Bridge.Messaging.Broker;

/// <summary>
/// What a broker that is down means for a process that receives: while the spool has room it goes on, without it webhooks must go
/// elsewhere.
/// </summary>
internal sealed class BrokerReadiness(BrokerLink link, TimeProvider time, BrokerSpool? spool = null, SpoolHealth? health = null)
{
    /// <summary>What waits longer for a broker that is there is held up.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Null while webhooks can be stored.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        if (link.Problem is not { } problem)
        {
            return null;
        }

        return spool is null || health is null ? $"The broker takes no messages ({problem}), and there is no spool (Spool:Enabled)."
            : (spool.Problem ?? await health.WhyNotReadyAsync(cancellationToken)) is { } full
                ? $"The broker takes no messages ({problem}), and nothing can be spooled: {full.TrimEnd('.')}."
            : null;
    }

    /// <summary>Null while the broker takes messages, and what it has leaves the spool.</summary>
    public string? WhyDegraded() =>
        link.Problem is { } problem ? $"The broker takes no messages ({problem}); webhooks go to the spool."
        : spool?.Undeleted is { } undeleted ? $"What the broker has cannot be deleted from the spool: {undeleted.TrimEnd('.')}."
        : spool?.Oldest is { } oldest && time.GetUtcNow() - oldest is var age && age > Soon
            ? $"The broker is slow: webhooks wait in the spool for up to {Duration.Write(TimeSpan.FromSeconds((long)age.TotalSeconds))}."
        : null;

    /// <summary>Null while it takes each of them.</summary>
    public string? WhyKept() =>
        spool is { Kept: > 0 and var kept }
            ? $"{kept} items are larger than the broker takes and are kept aside in the spool: "
                + "raise its max_message_size, and they are sent."
            : null;
}
