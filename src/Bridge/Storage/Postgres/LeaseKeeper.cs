using Microsoft.Extensions.Options;

namespace Bridge.Storage.Postgres;

/// <summary>Renews the leases of what is being posted, and gives up those that are left when the process stops.</summary>
internal sealed partial class LeaseKeeper(
    PostgresDatabase database,
    Leases leases,
    IOptions<LeaseOptions> options,
    TimeProvider time,
    ILogger<LeaseKeeper> logger
) : PeriodicWork("Leases cannot be renewed just now", options.Value.RenewEvery, time, logger)
{
    private readonly ILogger _logger = logger;

    /// <remarks>Delivery, which was started later, has stopped by now; it has settled what it could.</remarks>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var left = leases.Claims;
        try
        {
            if (left.Length > 0)
            {
                await database.RunAsync((connection, token) => PostgresClaims.GiveUpAsync(connection, left, token), cancellationToken);
            }
        }
        catch (StorageException problem)
        {
            CannotGiveUp(left.Length, problem.Message);
        }
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (leases.Claims is not { Length: > 0 } claims)
        {
            return;
        }

        var renewed = await database.RunAsync(
            (connection, token) => PostgresClaims.RenewAsync(connection, claims, options.Value.Duration, token),
            cancellationToken
        );
        var lost = claims.Except(renewed).Sum(leases.Count); // what was settled meanwhile counts nothing
        if (lost > 0)
        {
            Lost(lost);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events are being posted though their leases ran out; another forwarder may post them too")]
    private partial void Lost(int count);

    [LoggerMessage(LogLevel.Warning, "{Count} claims are left to run out: {Problem}")]
    private partial void CannotGiveUp(int count, string problem);
}
