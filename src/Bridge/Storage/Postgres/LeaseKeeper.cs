namespace Bridge.Storage;

/// <summary>Renews the leases of what is being posted for long, and gives up those that are left when the process stops.</summary>
internal sealed partial class LeaseKeeper(PostgresDatabase database, Leases leases, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    /// <remarks>Delivery, which was started later, has stopped by now; it has settled what it could.</remarks>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await GiveUpAsync(cancellationToken);
        }
        catch (StorageException problem)
        {
            CannotGiveUp(problem.Message, leases.All.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(leases.RenewAfter / 2, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RenewAsync(stoppingToken);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var due = leases.Due;
            var renewed = await database.RunAsync((connection, token) => PostgresClaims.RenewAsync(connection, due, leases, token), cancellationToken);
            var lost = due.Except(renewed).Count(leases.Contains);   // what was settled meanwhile is not lost
            renewed.ForEach(leases.Renewed);
            if (lost > 0)
            {
                Lost(lost);
            }
        }
        catch (StorageException problem)
        {
            CannotRenew(problem.Message);
        }
    }

    private async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        if (leases.All.Count > 0)
        {
            await database.RunAsync((connection, token) => PostgresSettlement.ReleaseAsync(connection, [.. leases.All], leases.Owner, token), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} events are being posted though their leases ran out; another forwarder may post them too")]
    private partial void Lost(int count);

    [LoggerMessage(LogLevel.Warning, "Leases cannot be renewed just now: {Problem}")]
    private partial void CannotRenew(string problem);

    [LoggerMessage(LogLevel.Warning, "{Count} leases are left to run out: {Problem}")]
    private partial void CannotGiveUp(string problem, int count);
}
