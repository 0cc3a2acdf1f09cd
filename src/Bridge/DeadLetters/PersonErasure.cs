using System.Runtime.InteropServices;
using Bridge.Configuration;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>
/// Removes a person from every table that may hold one: looks beside the writer, and deletes in steps that hold it briefly.
/// </summary>
/// <remarks>
/// In the order in which things move (deferred, queued, dead), so that what moves meanwhile is found where it has come to; and again, until
/// nothing is found.
/// </remarks>
internal sealed class PersonErasure(
    AdminDatabase database,
    BriefSteps steps,
    PersonMentions mentions,
    PendingErasures pending,
    PersonSearch people,
    PersonIdentity identity,
    ErasureNotice notice,
    TimeProvider time
)
{
    /// <summary>Rows deleted in one transaction.</summary>
    private const int Step = 200;

    /// <summary>Should things move back and forth all the time.</summary>
    private const int MostRounds = 5;

    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;

    /// <remarks>
    /// Begins with what is to come, so that nothing slips past that is taken in meanwhile. Who they are is forgotten when nothing of before
    /// is left: whoever writes again begins anew, and nothing of that is deleted.
    /// </remarks>
    /// <exception cref="AdminException">The id is too short to mean one person.</exception>
    public async Task<Erasure> EraseAsync(string user, RunningAudit audit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var search = await people.PrepareAsync(user.Trim(), Always, cancellationToken);
        await database.WriteAsync(
            async connection =>
            {
                await ErasureTable.AddAsync(connection, search.Plain, now);
                return await audit.AddAsync(connection, 0);
            },
            cancellationToken
        );
        pending.Renew();
        var stored = await EraseStoredAsync(search, audit, cancellationToken);
        if (notice.Patience > TimeSpan.Zero)
        {
            await Task.Delay(notice.Patience, time, cancellationToken);
            stored += await EraseStoredAsync(search, audit, cancellationToken);
        }

        var identities = await identity.ForgetAsync(search.Ids, unlessSince: null, cancellationToken);
        await mentions.EraseAsync(search.Ids, search.Traces, cancellationToken);
        await EraseJournalAsync(search, cancellationToken);
        await Task.Delay(notice.LastPosts, time, cancellationToken);
        var spooled = await database.ReadAsync(CountSpooledAsync, cancellationToken);
        return new Erasure(stored.DeadLetters, stored.Waiting, stored.Deferred, identities, spooled, now + ErasureTable.KeptFor);
    }

    /// <summary>For what was being taken in, or was on its way to becoming a dead letter, while the person was erased.</summary>
    /// <param name="askedAt">When it was asked for; who began anew since then stays known.</param>
    public async Task LookAgainAsync(string user, DateTimeOffset askedAt, RunningAudit audit, CancellationToken cancellationToken)
    {
        var search = await people.PrepareAsync(user, askedAt + PendingErasures.ReadEvery, cancellationToken);
        await identity.ForgetAsync(search.Ids, unlessSince: askedAt, cancellationToken);
        await EraseStoredAsync(search, audit, cancellationToken);
        await EraseJournalAsync(search, cancellationToken);
    }

    /// <summary>What became of the person's events.</summary>
    private async Task EraseJournalAsync(SoughtPerson search, CancellationToken cancellationToken)
    {
        var marks = search.Marks;
        var rows = await database.ReadAsync(
            connection => JournalTable.FindNumbersAsync(connection, [.. marks.Select(mark => mark.ToBytes())]),
            cancellationToken
        );
        foreach (var some in rows.Chunk(Step))
        {
            await steps.WriteAsync(connection => JournalTable.EraseAsync(connection, some, marks), cancellationToken);
        }
    }

    private async Task<ErasedRows> EraseStoredAsync(SoughtPerson search, RunningAudit audit, CancellationToken cancellationToken)
    {
        var all = new ErasedRows(0, 0, 0);
        for (var rounds = 0; rounds < MostRounds; rounds++)
        {
            var some = await EraseOnceAsync(search, audit, cancellationToken);
            all += some;
            if (some.IsNone)
            {
                break;
            }
        }

        return all;
    }

    private async Task<ErasedRows> EraseOnceAsync(SoughtPerson search, RunningAudit audit, CancellationToken cancellationToken)
    {
        var deferred = await database.ReadAsync(
            connection => PersonSearch.FindAsync<string>(connection, "deferred", DeferredId(connection), search),
            cancellationToken
        );
        await DeleteAsync(
            audit,
            deferred,
            (connection, some) => VanishAsync(connection, "deferred", DeferredId(connection), some),
            cancellationToken
        );
        var waiting = await people.FindNumbersAsync("events", search, cancellationToken);
        await DeleteAsync(audit, waiting, (connection, some) => VanishAsync(connection, "events", "seq", some), cancellationToken);
        var deadLetters = await people.FindNumbersAsync("dead_letters", search, cancellationToken);
        deadLetters.UnionWith(
            await database.ReadAsync(
                connection => PersonSearch.FindAsync<long>(connection, "dead_letter_versions", "dead_letter", search),
                cancellationToken
            )
        );
        await DeleteAsync(audit, deadLetters, DeleteDeadLettersAsync, cancellationToken);
        return new ErasedRows(deadLetters.Count, waiting.Count, deferred.Count);
    }

    private static string DeferredId(AdminConnection connection) => connection.Dialect.IdText("id");

    /// <summary>
    /// Webhooks on their way to intake, in whose rows nobody can look for one person; only where the spool is in the same file.
    /// </summary>
    private static async Task<long> CountSpooledAsync(AdminConnection connection) =>
        connection.Dialect.HasSpool ? await connection.FindAsync<long>("SELECT COUNT(*) FROM spool") : 0;

    private async Task DeleteAsync<TKey>(
        RunningAudit audit,
        HashSet<TKey> keys,
        Func<AdminConnection, TKey[], Task> delete,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in keys.Chunk(Step))
        {
            await steps.WriteAsync(
                async connection =>
                {
                    await delete(connection, some);
                    await audit.AddAsync(connection, some.Length);
                    return some.Length;
                },
                cancellationToken
            );
        }
    }

    /// <summary>Deletes what has not left, and says so in the totals.</summary>
    private static async Task VanishAsync<TKey>(AdminConnection connection, string table, string key, TKey[] some) =>
        await TotalTable.AddAsync(connection, FlowTally.Dropped(DropRule.Erased), await DeleteAsync(connection, table, key, some));

    /// <remarks>A replay must not wait for dead letters that are no more.</remarks>
    private static async Task DeleteDeadLettersAsync(AdminConnection connection, long[] some)
    {
        await TotalTable.AddAsync(connection, FlowTally.Dropped(DropRule.Erased), await TotalTable.CountDeadAsync(connection, some));
        await connection.ExecuteAsync(
            $"""
            UPDATE replays SET released = released - (
                SELECT COUNT(*) FROM dead_letters WHERE replay = replays.id AND state = 'replaying' AND {connection.Dialect.OneOf(
                "seq",
                "@some"
            )})
            WHERE id IN (SELECT replay FROM dead_letters WHERE state = 'replaying' AND {connection.Dialect.OneOf("seq", "@some")})
            """,
            new { some }
        );
        await DeleteAsync(connection, "replay_dead_letters", "dead_letter", some);
        await DeleteAsync(connection, "dead_letter_versions", "dead_letter", some);
        await DeleteAsync(connection, "dead_letter_notes", "dead_letter", some);
        await DeleteAsync(connection, "dead_letters", "seq", some);
    }

    private static Task<int> DeleteAsync<TKey>(AdminConnection connection, string table, string key, TKey[] some) =>
        connection.ExecuteAsync($"DELETE FROM {table} WHERE {connection.Dialect.OneOf(key, "@some")}", new { some });
}

/// <summary>What was deleted of somebody's events.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ErasedRows(long DeadLetters, long Waiting, long Deferred)
{
    public bool IsNone => this == default;

    public static ErasedRows operator +(ErasedRows one, ErasedRows other) =>
        new(one.DeadLetters + other.DeadLetters, one.Waiting + other.Waiting, one.Deferred + other.Deferred);
}

/// <summary>How long others take until they have heard of an erasure.</summary>
/// <param name="Patience">
/// Until whoever takes events in has heard of it, and has ended what they were at. None where that is the process itself, and no other can.
/// </param>
/// <param name="LastPosts">Until nothing of what was deleted is about to be posted any more.</param>
internal sealed record ErasureNotice(TimeSpan Patience, TimeSpan LastPosts)
{
    /// <param name="store">Whether others may forward from it too.</param>
    public static ErasureNotice Of(Role role, string store) =>
        new(
            role.HasFlag(Role.Forward) && store == StoreProvider.Sqlite
                ? TimeSpan.Zero
                : PendingErasures.ReadEvery + TimeSpan.FromSeconds(2),
            IDeliveryStore.LongestUnlooked
        );
}
