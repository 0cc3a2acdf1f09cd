using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Messaging.Spool;

/// <summary>How much waits and is kept aside in this process's spool, for whoever asks its health.</summary>
internal static class SpoolFigure
{
    public const string Name = "spooled";

    /// <summary>Items that the broker does not take even alone.</summary>
    public const string KeptName = "keptAside";

    /// <returns>Null when there are none.</returns>
    public static HealthFigure? ReadKept(SpoolTable spool) => spool.Kept > 0 ? new HealthFigure(spool.Kept, null) : null;

    /// <returns>Null when the file cannot be read: why is told by readiness itself.</returns>
    public static async Task<HealthFigure?> ReadAsync(SpoolTable spool, CancellationToken cancellationToken)
    {
        try
        {
            var (count, oldest) = await spool.CountAsync(cancellationToken);
            return new HealthFigure(count, oldest);
        }
        catch (StorageException)
        {
            return null;
        }
    }
}
