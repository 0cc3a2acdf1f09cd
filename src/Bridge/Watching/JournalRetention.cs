using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Watching;

/// <summary>Keeps the journal within its time and its bytes, in small steps that let other writes pass between them.</summary>
internal sealed class JournalRetention(
    AdminDatabase database,
    IOptions<JournalOptions> options,
    TimeProvider time,
    SteadyClock clock,
    ILogger<JournalRetention> logger
) : PeriodicWork("What is oldest in the journal is kept a while longer", TimeSpan.FromMinutes(1), time, logger)
{
    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(TrimAsync, cancellationToken)) { }
    }

    private Task<bool> TrimAsync(AdminConnection connection) =>
        JournalTable.TrimAsync(connection, clock.Earlier - options.Value.KeepFor, options.Value.MaxBytes);
}
