using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Messaging;

/// <summary>How much waits in this process's spool, for whoever asks its health.</summary>
internal static class SpoolFigure
{
    public const string Name = "spooled";

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
