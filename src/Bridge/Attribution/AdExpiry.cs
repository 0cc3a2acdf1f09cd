using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Attribution;

/// <summary>
/// Forgets the ads that nobody asked for any more; and at its start what was said of the token, which may be another one now.
/// </summary>
internal sealed class AdExpiry(AdminDatabase database, TimeProvider time, ILogger<AdExpiry> logger)
    : PeriodicWork("The names of old ads stay a while longer", TimeSpan.FromHours(1), time, logger)
{
    private bool _hasBegun;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            await database.WriteAsync(AdsRefusedTable.ClearAsync, cancellationToken);
            _hasBegun = true;
        }

        await database.WriteAsync(connection => AdNameTable.ForgetAsync(connection, Time.GetUtcNow()), cancellationToken);
    }
}
