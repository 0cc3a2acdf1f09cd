using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.DeadLetters;

/// <summary>Purges what was dealt with long ago, in small steps, and groups letters that an older version of Bridge left ungrouped.</summary>
internal sealed partial class LetterUpkeep(DeskDatabase database, IOptions<DeadLettersOptions> options, TimeProvider time, SteadyClock clock, ILogger<LetterUpkeep> logger)
    : BackgroundService
{
    internal const string Actor = "retention";

    private const int Step = 500;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(await TryAsync(stoppingToken), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Groups and purges once.</summary>
    /// <returns>How many letters were purged.</returns>
    internal async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(GroupSomeAsync, cancellationToken) == Step)
        {
        }

        var before = (clock.Earlier - options.Value.KeepFor).ToUnixTimeMilliseconds();
        long purged = 0;
        int some;
        do
        {
            some = await database.WriteAsync(connection => PurgeSomeAsync(connection, before), cancellationToken);
            purged += some;
        }
        while (some == Step);

        await database.WriteAsync(connection => EndAsync(connection, before, purged), cancellationToken);
        return purged;
    }

    private async Task<TimeSpan> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await RunAsync(cancellationToken) is > 0 and var purged)
            {
                Purged(purged, options.Value.KeepFor);
            }

            return Every;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Every;
        }
        catch (Exception problem)
        {
            // The outermost seam of the loop: nothing depends on it being done now.
            CannotPurge(problem, problem.Message);
            return AfterFailure;
        }
    }

    private static async Task<int> GroupSomeAsync(DeskConnection connection)
    {
        var rows = await connection.QueryAsync<LetterRow>(
            $"SELECT {LetterRow.Columns(connection.Dialect, headOnly: true)} FROM {LetterRow.Tables} WHERE letter.grp IS NULL ORDER BY letter.seq LIMIT {Step}");
        foreach (var row in rows)
        {
            var group = DeadGroup.Of(row.Destination, row.Status, row.Reason, row.Name, row.Answer ?? row.Explanation);
            await connection.ExecuteAsync("UPDATE dead_letters SET grp = @group WHERE seq = @Seq", new { group, row.Seq });
        }

        return rows.Count;
    }

    private static async Task<int> PurgeSomeAsync(DeskConnection connection, long before)
    {
        var some = await connection.QueryAsync<long>(
            $"SELECT seq FROM dead_letters WHERE state IN ('discarded', 'replayed') AND changed_at < @before ORDER BY state, seq LIMIT {Step}", new { before });
        foreach (var (table, key) in new[] { ("replay_letters", "letter"), ("letter_versions", "letter"), ("letter_notes", "letter"), ("dead_letters", "seq") })
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE {connection.Dialect.OneOf(key, "@some")}", new { some = some.ToArray() });
        }

        return some.Count;
    }

    private async Task<int> EndAsync(DeskConnection connection, long before, long purged)
    {
        if (purged > 0)
        {
            await AuditTable.AddAsync(connection, time.GetUtcNow(), Actor, "purge", purged, $"discarded and replayed letters older than {options.Value.KeepFor.TotalDays:0.##} days");
        }

        return await connection.ExecuteAsync("DELETE FROM replays WHERE state IN ('finished', 'cancelled') AND ended_at < @before", new { before });
    }

    [LoggerMessage(LogLevel.Information, "Purged {Count} discarded and replayed dead letters that were older than {KeepFor}")]
    private partial void Purged(long count, TimeSpan keepFor);

    [LoggerMessage(LogLevel.Warning, "Old dead letters are kept a while longer: {Problem}")]
    private partial void CannotPurge(Exception cause, string problem);
}
