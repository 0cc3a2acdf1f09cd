using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>Reads every minute what came by the hour; whoever asks in between gets the last reading.</summary>
internal sealed class RhythmWatch(AdminDatabase database, TimeProvider time, ILogger<RhythmWatch> logger)
    : PeriodicWork("Numbers that fall silent are not noticed", TimeSpan.FromMinutes(1), time, logger)
{
    private IReadOnlyList<RhythmRow> _rows = [];

    public IReadOnlyList<RhythmRow> Rows => Volatile.Read(ref _rows);

    /// <summary>Reads now.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => WorkAsync(cancellationToken);

    protected override async Task WorkAsync(CancellationToken cancellationToken) =>
        Volatile.Write(
            ref _rows,
            await database.ReadAsync(connection => RhythmTable.ReadAsync(connection, Time.GetUtcNow()), cancellationToken)
        );
}
