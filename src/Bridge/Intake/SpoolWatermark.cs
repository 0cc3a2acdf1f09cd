using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Up to when everything is taken in that came through the spool of this process.</summary>
internal sealed class SpoolWatermark(SpoolTable spool, SteadyClock clock)
{
    public async Task<DateTimeOffset?> FindAsync(CancellationToken cancellationToken)
    {
        var now = clock.Earlier - Watermark.OnTheWay;
        return await spool.OldestAsync(cancellationToken) is { } oldest && oldest - Watermark.OnTheWay < now
            ? oldest - Watermark.OnTheWay
            : now;
    }
}
