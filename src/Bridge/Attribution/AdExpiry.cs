using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Attribution;

/// <summary>Forgets the ads that nobody asked for any more.</summary>
internal sealed class AdExpiry(AdminDatabase database, TimeProvider time, ILogger<AdExpiry> logger)
    : PeriodicWork("The names of old ads stay a while longer", TimeSpan.FromHours(1), time, logger)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(connection => AdNameTable.ForgetAsync(connection, Time.GetUtcNow()), cancellationToken);
}
