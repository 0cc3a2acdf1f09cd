using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Messaging;

/// <summary>How much waits and is kept aside in this process's spool, for whoever asks its health.</summary>
internal static class SpoolFigure
{
    public const string Name = "spooled";

    /// <summary>Items that the broker does not take even alone.</summary>
    public const string KeptName = "keptAside";

    public static HealthFigure OfKept(SpoolTable spool) =>
        new(KeptName, _ => Task.FromResult<(long, DateTimeOffset?)?>(spool.Kept > 0 ? (spool.Kept, null) : null));

    public static HealthFigure Of(SpoolTable spool) => new(Name, async cancellationToken =>
    {
        try
        {
            return await spool.CountAsync(cancellationToken);
        }
        catch (StorageException)
        {
            return null;   // why is told by readiness itself
        }
    });
}
