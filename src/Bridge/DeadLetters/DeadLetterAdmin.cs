using System.Runtime.CompilerServices;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>
/// The administration over the store: every question one read, every action one transaction with its audit row, or several where much is to
/// be done.
/// </summary>
internal sealed class DeadLetterAdmin(
    AdminDatabase database,
    DeadLetterMoves moves,
    ReplayPlanner planner,
    Retranslator retranslator,
    PersonErasure erasure,
    ReplaySignal signal,
    TimeProvider time
) : IDeadLetterAdmin
{
    private const int ExportStep = 200;

    public async Task<DeadLetterPage> ListAsync(
        DeadLetterFilter filter,
        long? before,
        int limit,
        Actor? revealTo,
        CancellationToken cancellationToken
    )
    {
        if (limit is < 1 or > AdminLimits.MaxPage)
        {
            throw new AdminException(AdminProblem.Invalid, $"limit must be between 1 and {AdminLimits.MaxPage}, but is {limit}.");
        }

        var rows = await database.ReadAsync(
            connection => DeadLetterQueries.ReadAsync(connection, filter, before, limit + 1, oldestFirst: false, headOnly: true),
            cancellationToken
        );
        var page = rows.Take(limit).ToList();
        await NoteRevealAsync(revealTo, page.Count, FilterWords.Of(filter), cancellationToken);
        return new DeadLetterPage([.. page.Select(row => row.ToSummary(revealTo is null))], rows.Count > limit ? page[^1].Seq : null);
    }

    public async Task<DeadLetter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken)
    {
        var deadLetter = await database.ReadAsync(
            async connection =>
                await DeadLetterQueries.FindAsync(connection, id) is { } row ? await ReadAsync(connection, row, revealTo is null) : null,
            cancellationToken
        );
        if (deadLetter is not null)
        {
            await NoteRevealAsync(revealTo, 1, $"dead letter {id}", cancellationToken);
        }

        return deadLetter;
    }

    public async Task<IReadOnlyList<DeadLetterGroup>> GetGroupsAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => DeadLetterQueries.ReadGroupsAsync(connection, filter), cancellationToken);

    public Task<ReplayPlan> PlanAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => planner.PlanAsync(connection, filter, time.GetUtcNow()), cancellationToken);

    public async Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken)
    {
        if (order.Rate is < 1)
        {
            throw new AdminException(AdminProblem.Invalid, $"The rate must be 1 dead letter a second or more, but is {order.Rate}.");
        }

        var replay = await database.WriteAsync(
            connection => ReplayTable.StartAsync(connection, order, actor, time.GetUtcNow()),
            cancellationToken
        );
        signal.Raise();
        return replay.ToReplay();
    }

    public async Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(connection => ReplayTable.FindAsync(connection, id), cancellationToken))?.ToReplay();

    public async Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(ReplayTable.ReadAsync, cancellationToken)).Select(row => row.ToReplay())];

    public Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Running], ReplayState.Paused, "pause", actor, cancellationToken);

    public Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Paused], ReplayState.Running, "resume", actor, cancellationToken);

    public Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Running, ReplayState.Paused], ReplayState.Cancelled, "cancel", actor, cancellationToken);

    public Task<long> DiscardAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        moves.DiscardAsync(filter, why, actor, cancellationToken);

    public Task<long> RestoreAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        moves.RestoreAsync(filter, why, actor, cancellationToken);

    public async Task<DeadLetter> EditAsync(long id, DeadLetterEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await DeadLetterChanges.EditAsync(connection, id, edit, actor, time.GetUtcNow());
                return 0;
            },
            cancellationToken
        );
        return await database.ReadAsync(
            async connection =>
                await ReadAsync(
                    connection,
                    await DeadLetterQueries.FindAsync(connection, id) ?? throw DeadLetterChanges.NoSuchDeadLetter(id),
                    isMasked: false
                ),
            cancellationToken
        );
    }

    public async IAsyncEnumerable<ExportedDeadLetter> ExportAsync(
        DeadLetterFilter filter,
        Actor? revealTo,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var action = revealTo is null ? "export" : "export revealed";
        var audit = new RunningAudit(time, actor, action, FilterWords.Of(filter), why: null);
        long? after = null;
        List<DeadLetterRow> rows;
        do
        {
            rows = await database.ReadAsync(
                connection => DeadLetterQueries.ReadAsync(connection, filter, after, ExportStep, oldestFirst: true, headOnly: false),
                cancellationToken
            );
            await database.WriteAsync(connection => audit.AddAsync(connection, rows.Count), cancellationToken);
            foreach (var row in rows)
            {
                yield return Exported(row, revealTo is null);
            }

            after = rows.Count > 0 ? rows[^1].Seq : after;
        } while (rows.Count == ExportStep);
    }

    public async Task NoteSearchAsync(DeadLetterFilter filter, Actor actor, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(filter.Text))
        {
            await AuditAsync(actor, "search", 0, FilterWords.Of(filter), null, cancellationToken);
        }
    }

    public Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken) =>
        erasure.EraseAsync(user, new RunningAudit(time, actor, "erase", "a person", why), cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => AuditTable.ReadAsync(connection, before, Math.Clamp(limit, 1, AdminLimits.MaxPage)),
            cancellationToken
        );

    private async Task<DeadLetter> ReadAsync(AdminConnection connection, DeadLetterRow row, bool isMasked)
    {
        var (content, isBase64) = DeadLetterContent.Read(row.Reason, row.Payload, isMasked);
        var original =
            row.Version == 0
                ? null
                : DeadLetterContent.Read(row.Reason, await DeadLetterQueries.ReadOriginalAsync(connection, row.Seq), isMasked).Text;
        var retranslation = DeadReason.IsOfEvents(row.Reason)
            ? null
            : retranslator.Show(row.Reason, row.Payload, DeadLetterRow.Time(row.Received), isMasked);
        return new DeadLetter(
            row.ToSummary(isMasked),
            row.ShownAnswer(isMasked),
            content,
            original,
            isBase64,
            isMasked,
            retranslation,
            await DeadLetterQueries.ReadVersionsAsync(connection, row, isMasked),
            await DeadLetterQueries.ReadHistoryAsync(connection, row)
        );
    }

    private async Task<Replay> ChangeAsync(
        long replay,
        ReplayState[] from,
        ReplayState to,
        string verb,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var changed = await database.WriteAsync(
            connection => ReplayTable.ChangeAsync(connection, replay, from, to, verb, actor, time.GetUtcNow()),
            cancellationToken
        );
        signal.Raise();
        return changed.ToReplay();
    }

    private Task<int> NoteRevealAsync(Actor? revealTo, int count, string subject, CancellationToken cancellationToken) =>
        revealTo is null ? Task.FromResult(0) : AuditAsync(revealTo, "reveal", count, subject, null, cancellationToken);

    private Task<int> AuditAsync(
        Actor actor,
        string action,
        long count,
        string subject,
        string? why,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async connection =>
            {
                await AuditTable.AddAsync(connection, time.GetUtcNow(), actor.Name, action, count, subject, why);
                return 0;
            },
            cancellationToken
        );

    private static ExportedDeadLetter Exported(DeadLetterRow row, bool isMasked)
    {
        var (text, isBase64) = DeadLetterContent.Read(row.Reason, row.Payload, isMasked);
        return new ExportedDeadLetter(row.ToSummary(isMasked), row.ShownAnswer(isMasked), text, isBase64);
    }
}
