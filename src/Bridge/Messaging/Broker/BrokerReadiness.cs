using Bridge.Messaging.Spool;

namespace Bridge.Messaging.Broker;

/// <summary>
/// What a broker that is down means for a process that receives: while the spool has room it goes on, without it webhooks must go
/// elsewhere.
/// </summary>
internal sealed class BrokerReadiness(BrokerLink link, BrokerSpool? spool = null, SpoolHealth? health = null)
{
    /// <summary>Null while webhooks can be stored.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        if (link.Problem is not { } problem)
        {
            return null;
        }

        return spool is null || health is null ? $"The broker takes no messages ({problem}), and there is no spool (Spool:Enabled)."
            : (spool.Problem ?? await health.WhyNotReadyAsync(cancellationToken)) is { } full
                ? $"The broker takes no messages ({problem}), and nothing can be spooled: {full}."
            : null;
    }

    /// <summary>Null while the broker takes messages.</summary>
    public string? WhyDegraded() =>
        link.Problem is { } problem ? $"The broker takes no messages ({problem}); webhooks go to the spool." : null;

    /// <summary>Null while it takes each of them.</summary>
    public string? WhyKept() =>
        spool is { Kept: > 0 and var kept }
            ? $"{kept} items are larger than the broker takes and are kept aside in the spool: "
                + "raise its max_message_size, and they are sent."
            : null;
}
