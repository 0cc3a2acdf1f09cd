using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>Keeps the rows of the totals few, where transactions only add to them.</summary>
internal sealed class TotalsFolding(AdminDatabase database, TimeProvider time, ILogger<TotalsFolding> logger)
    : PeriodicWork("The rows of the totals grow a while longer", TimeSpan.FromMinutes(1), time, logger)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(connection => TotalTable.FoldAsync(connection, Time.GetUtcNow()), cancellationToken);
}
