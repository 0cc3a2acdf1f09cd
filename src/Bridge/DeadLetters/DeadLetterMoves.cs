using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>Discards or restores all dead letters that are meant.</summary>
internal sealed class DeadLetterMoves(AdminDatabase database, BriefSteps steps, TimeProvider time)
{
    public Task<long> DiscardAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        MoveAsync(
            filter with
            {
                State = DeadLetterState.Dead,
            },
            DeadLetterState.Discarded,
            "discarded",
            "discard",
            why,
            actor,
            cancellationToken
        );

    public Task<long> RestoreAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        MoveAsync(
            filter with
            {
                State = DeadLetterState.Discarded,
            },
            DeadLetterState.Dead,
            "restored",
            "restore",
            why,
            actor,
            cancellationToken
        );

    /// <summary>
    /// In steps that hold the writer briefly; what dies meanwhile is not meant. Should the process end between two, what is left is as it
    /// was.
    /// </summary>
    private async Task<long> MoveAsync(
        DeadLetterFilter filter,
        DeadLetterState to,
        string what,
        string action,
        string? why,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var audit = new RunningAudit(time, actor, action, FilterWords.Of(filter), why);
        var now = time.GetUtcNow();
        var newest = await database.ReadAsync(
            connection => connection.FindAsync<long>("SELECT COALESCE(MAX(seq), 0) FROM dead_letters"),
            cancellationToken
        );
        filter = filter with { UpTo = Math.Min(filter.UpTo ?? newest, newest) };
        var (moved, chosen) = (0L, new List<long>());
        do
        {
            chosen = await database.ReadAsync(
                connection => DeadLetterChanges.ChooseAsync(connection, filter, chosen.LastOrDefault()),
                cancellationToken
            );
            moved += await steps.WriteAsync(
                async connection =>
                {
                    var some = chosen.Count == 0 ? 0 : await DeadLetterChanges.MoveAsync(connection, filter, chosen, to, what, actor, now);
                    await audit.AddAsync(connection, some);
                    return some;
                },
                cancellationToken
            );
        } while (chosen.Count == DeadLetterChanges.Step);
        return moved;
    }
}
