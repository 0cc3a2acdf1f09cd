using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Telemetry;

namespace Bridge.Watching;

/// <summary>Puts what this process counts by the hour, of what came from whom, into the store: to learn when a number talks.</summary>
/// <remarks>What was counted since the last time is lost in a crash: neither the promise nor the totals rest on it.</remarks>
internal sealed class RhythmRecorder(AdminDatabase database, HourlyTally hours, TimeProvider time, ILogger<RhythmRecorder> logger)
    : PeriodicWork("When each number talks is learned later", TimeSpan.FromSeconds(5), time, logger)
{
    /// <summary>Also the last figures of a process that stops, for which the store is still open.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(CancellationToken.None);
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var counted = hours.Take();
        if (counted.Count == 0)
        {
            return;
        }

        try
        {
            await database.WriteAsync(connection => WriteAsync(connection, counted), CancellationToken.None);
        }
        catch (StorageException)
        {
            hours.Add(counted); // counted again at the next turn
            throw;
        }
    }

    private async Task<int> WriteAsync(AdminConnection connection, IReadOnlyList<HourlyCount> counted)
    {
        await RhythmTable.AddAsync(connection, counted.Select(Row), Time.GetUtcNow());
        return counted.Count;
    }

    private static RhythmRow Row(HourlyCount one) =>
        new()
        {
            At = one.Hour.ToUnixTimeMilliseconds(),
            Kind = one.Kind,
            Count = one.Count,
        };
}
