using Bridge.Configuration;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.DeadLetters;

/// <summary>
/// Purges what was dealt with long ago, in small steps, and groups dead letters that an older version of Bridge left ungrouped, or grouped
/// by what not everybody may see.
/// </summary>
internal sealed partial class DeadLetterRetention(
    AdminDatabase database,
    IOptions<DeadLettersOptions> options,
    TimeProvider time,
    SteadyClock clock,
    ILogger<DeadLetterRetention> logger
) : PeriodicWork("Old dead letters are kept a while longer", TimeSpan.FromHours(1), time, logger, afterFailure: TimeSpan.FromMinutes(1))
{
    internal const string Actor = "retention";

    private const int Step = 500;
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await RunAsync(cancellationToken) is > 0 and var purged)
        {
            Purged(purged, Duration.Write(options.Value.KeepFor));
        }
    }

    /// <summary>Groups and purges once.</summary>
    /// <returns>How many dead letters were purged.</returns>
    internal async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(GroupSomeAsync, cancellationToken) == Step) { }

        var before = (clock.Earlier - options.Value.KeepFor).ToUnixTimeMilliseconds();
        long purged = 0;
        int some;
        do
        {
            some = await database.WriteAsync(connection => PurgeSomeAsync(connection, before), cancellationToken);
            purged += some;
        } while (some == Step);

        await database.WriteAsync(connection => EndAsync(connection, before, purged), cancellationToken);
        return purged;
    }

    private static async Task<int> GroupSomeAsync(AdminConnection connection)
    {
        var rows = await connection.QueryAsync<DeadLetterRow>(
            $"SELECT {DeadLetterRow.Columns(connection.Dialect, headOnly: true)} FROM {DeadLetterRow.Tables} "
                + "WHERE dead_letter.seq IN (SELECT seq FROM dead_letters "
                + $"WHERE grp IS NULL OR length(grp) <> {DeadGroup.Digits} LIMIT {Step})" // of their index alone
        );
        foreach (var row in rows)
        {
            var group = DeadGroup.Of(row.Destination, row.Status, row.Reason, row.Name, row.Answer ?? row.Explanation);
            await connection.ExecuteAsync("UPDATE dead_letters SET grp = @group WHERE seq = @Seq", new { group, row.Seq });
        }

        return rows.Count;
    }

    private static async Task<int> PurgeSomeAsync(AdminConnection connection, long before)
    {
        var some = await connection.QueryAsync<long>(
            "SELECT seq FROM dead_letters WHERE state IN ('discarded', 'replayed') AND changed_at < @before "
                + $"ORDER BY state, seq LIMIT {Step}",
            new { before }
        );
        var discarded = await TotalTable.CountDeadAsync(connection, [.. some]);
        await TotalTable.AddAsync(connection, FlowTally.Dropped(DropRule.Discarded), discarded);
        foreach (
            var (table, key) in new[]
            {
                ("replay_dead_letters", "dead_letter"),
                ("dead_letter_versions", "dead_letter"),
                ("dead_letter_notes", "dead_letter"),
                ("dead_letters", "seq"),
            }
        )
        {
            await connection.ExecuteAsync(
                $"DELETE FROM {table} WHERE {connection.Dialect.OneOf(key, "@some")}",
                new { some = some.ToArray() }
            );
        }

        return some.Count;
    }

    private async Task<int> EndAsync(AdminConnection connection, long before, long purged)
    {
        if (purged > 0)
        {
            await AuditTable.AddAsync(
                connection,
                _time.GetUtcNow(),
                Actor,
                "purge",
                purged,
                $"discarded and replayed dead letters older than {options.Value.KeepFor.TotalDays:0.##} days"
            );
        }

        return await connection.ExecuteAsync(
            "DELETE FROM replays WHERE state IN ('finished', 'cancelled') AND ended_at < @before",
            new { before }
        );
    }

    [LoggerMessage(LogLevel.Information, "Purged {Count} discarded and replayed dead letters that were older than {KeepFor}")]
    private partial void Purged(long count, string keepFor);
}
