using System.Runtime.CompilerServices;
using Bridge.DeadLetters.Replays;

namespace Bridge.DeadLetters;

/// <summary>
/// An administration over a list, for tests of what stands in front of one; <see cref="DeadLetterAdminContract"/> holds it to what the
/// real one does. Dead letters are numbered from 1 on and what is done to them is remembered.
/// </summary>
internal sealed class InMemoryDeadLetterAdmin : IDeadLetterAdmin
{
    public const string MaskedUser = InMemoryDeadLetters.MaskedUser;

    public static readonly DateTimeOffset Begin = InMemoryDeadLetters.Begin;
    private readonly InMemoryDeadLetters _deadLetters = new();
    private readonly InMemoryReplays _replays = new();
    private readonly List<AuditEntry> _audit = [];

    /// <summary>Thrown by whatever is asked next.</summary>
    public Exception? Failure { get; set; }

    /// <summary>After how many dead letters an export fails with <see cref="Failure"/>; null for at once.</summary>
    public int? ExportFailsAfter { get; set; }

    /// <summary>What becomes of a replay each time somebody looks at it; delivered whole unless a test says otherwise.</summary>
    public Func<Replay, Replay> Progress
    {
        get => _replays.Progress;
        set => _replays.Progress = value;
    }

    public IReadOnlyList<string> Warnings { get; set; } = [];

    public IReadOnlyList<DeadLetter> All => _deadLetters.All;

    public IReadOnlyList<AuditEntry> Audit => _audit;

    public DeadLetterFilter? LastFilter { get; private set; }

    public ReplayOrder? LastOrder { get; private set; }

    /// <summary>As new.</summary>
    public void Clear()
    {
        _deadLetters.Clear();
        _replays.Clear();
        _audit.Clear();
        (Failure, ExportFailsAfter, Warnings, LastFilter, LastOrder) = (null, null, [], null, null);
    }

    public DeadLetter Add(
        string name = "message.read",
        string reason = "refused",
        string? answer = "no such thing",
        string content = """{"event":"message.read"}""",
        string? user = "+254712345678"
    ) => _deadLetters.Add(name, reason, answer, content, user);

    public void AddMany(int count)
    {
        for (var n = 0; n < count; n++)
        {
            Add();
        }
    }

    public Task<DeadLetterPage> ListAsync(
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

        var deadLetters = Find(filter)
            .OrderByDescending(deadLetter => deadLetter.Summary.Id)
            .Where(deadLetter => before is null || deadLetter.Summary.Id < before)
            .ToList();
        var page = deadLetters
            .Take(limit)
            .Select(deadLetter => InMemoryDeadLetters.Shown(deadLetter, isRevealed: revealTo is not null).Summary)
            .ToList();
        NoteReveal(revealTo, page.Count);
        return Task.FromResult(new DeadLetterPage(page, deadLetters.Count > limit ? page[^1].Id : null));
    }

    public Task<DeadLetter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken)
    {
        Fail();
        if (_deadLetters.Of(id) is not { } found)
        {
            return Task.FromResult<DeadLetter?>(null);
        }

        NoteReveal(revealTo, 1);
        return Task.FromResult<DeadLetter?>(InMemoryDeadLetters.Shown(found, isRevealed: revealTo is not null));
    }

    public Task<IReadOnlyList<DeadLetterGroup>> GetGroupsAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeadLetterGroup>>([
            .. Find(filter)
                .GroupBy(deadLetter => deadLetter.Summary.Group)
                .Select(group => (Group: group, First: group.First().Summary))
                .Select(pair => new DeadLetterGroup(
                    pair.Group.Key,
                    pair.First.Reason,
                    pair.First.Event,
                    pair.First.Destination,
                    pair.First.Status,
                    "no such #",
                    pair.Group.Count(),
                    pair.First.FirstFailedAt,
                    pair.Group.Max(deadLetter => deadLetter.Summary.LastFailedAt),
                    pair.Group.Max(deadLetter => deadLetter.Summary.Id)
                ))
                .OrderByDescending(group => group.Count),
        ]);

    public Task<ReplayPlan> PlanAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var deadLetters = Find(filter).ToList();
        var limited = filter with { UpTo = deadLetters.LastOrDefault()?.Summary.Id };
        return Task.FromResult(
            new ReplayPlan(
                $"snapshot-{deadLetters.Count}",
                limited,
                deadLetters.Count,
                Begin,
                Begin,
                Shares(deadLetters, deadLetter => deadLetter.Summary.Event!),
                Shares(deadLetters, deadLetter => deadLetter.Summary.Destination),
                Shares(deadLetters, deadLetter => deadLetter.Summary.Reason),
                [
                    .. deadLetters
                        .TakeLast(3)
                        .Select(deadLetter => new PlannedDeadLetter(
                            deadLetter.Summary.Id,
                            deadLetter.Summary.Event,
                            deadLetter.Summary.Destination,
                            deadLetter.Content,
                            null
                        )),
                ],
                Warnings
            )
        );
    }

    public Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken)
    {
        var deadLetters = Find(order.Filter).ToList();
        LastOrder = order;
        if (_replays.StartedWith(order.Snapshot) is { } known)
        {
            return Task.FromResult(known);
        }

        if (deadLetters.Count == 0)
        {
            throw new AdminException(AdminProblem.Conflict, "None of these dead letters is dead any more.");
        }

        var replay = _replays.Start(order, deadLetters.Count, actor);
        Note(actor, "replay", deadLetters.Count, order.Why);
        return Task.FromResult(replay);
    }

    public Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken)
    {
        Fail();
        return Task.FromResult(_replays.Find(id));
    }

    public Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken) => Task.FromResult(_replays.NewestFirst);

    public Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Running], ReplayState.Paused, "pause", actor);

    public Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Paused], ReplayState.Running, "resume", actor);

    public Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, [ReplayState.Running, ReplayState.Paused], ReplayState.Cancelled, "cancel", actor);

    public Task<long> DiscardAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        MoveAsync(filter, DeadLetterState.Dead, DeadLetterState.Discarded, why, actor);

    public Task<long> RestoreAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        MoveAsync(filter, DeadLetterState.Discarded, DeadLetterState.Dead, why, actor);

    public Task<DeadLetter> EditAsync(long id, DeadLetterEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var edited = _deadLetters.Edit(id, edit, actor);
        Note(actor, "edit", 1, edit.Why);
        return Task.FromResult(edited);
    }

    public async IAsyncEnumerable<ExportedDeadLetter> ExportAsync(
        DeadLetterFilter filter,
        Actor? revealTo,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        Note(actor, revealTo is null ? "export" : "export revealed", Find(filter).Count(), why: null);
        var failure = ExportFailsAfter is null ? null : Failure;
        Failure = ExportFailsAfter is null ? Failure : null;
        var count = 0;
        foreach (
            var deadLetter in Find(filter).Select(deadLetter => InMemoryDeadLetters.Shown(deadLetter, isRevealed: revealTo is not null))
        )
        {
            if (failure is not null && count++ == ExportFailsAfter)
            {
                throw failure;
            }

            yield return new ExportedDeadLetter(deadLetter.Summary, deadLetter.Answer, deadLetter.Content, deadLetter.IsBase64);
        }
    }

    public Task NoteSearchAsync(DeadLetterFilter filter, Actor actor, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(filter.Text))
        {
            Note(actor, "search", 0, null);
        }

        return Task.CompletedTask;
    }

    internal static readonly DateTimeOffset ErasesUntil = new(2026, 2, 8, 12, 0, 0, TimeSpan.Zero);

    public Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken)
    {
        Fail();
        var deadLetters = _deadLetters.RemoveOf(user);
        Note(actor, "erase", deadLetters, why);
        return Task.FromResult(new Erasure(deadLetters, 1, 2, 3, 4, ErasesUntil));
    }

    public Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEntry>>([
            .. _audit.AsEnumerable().Reverse().Where(entry => before is null || entry.Id < before).Take(limit),
        ]);

    private static List<Share> Shares(List<DeadLetter> deadLetters, Func<DeadLetter, string> name) =>
        [.. deadLetters.CountBy(name).Select(pair => new Share(pair.Key, pair.Value))];

    private IEnumerable<DeadLetter> Find(DeadLetterFilter filter)
    {
        Fail();
        LastFilter = filter;
        return _deadLetters.Find(filter);
    }

    private Task<long> MoveAsync(DeadLetterFilter filter, DeadLetterState from, DeadLetterState to, string? why, Actor actor)
    {
        Fail();
        LastFilter = filter;
        var moved = _deadLetters.Move(filter, from, to);
        Note(actor, to is DeadLetterState.Dead ? "restore" : "discard", moved, why);
        return Task.FromResult((long)moved);
    }

    private Task<Replay> ChangeAsync(long id, ReplayState[] from, ReplayState to, string verb, Actor actor)
    {
        Fail();
        var replay = _replays.Change(id, from, to);
        Note(actor, $"{verb} replay", replay.Total - replay.Released, why: null);
        return Task.FromResult(replay);
    }

    private void NoteReveal(Actor? revealTo, long count)
    {
        if (revealTo is not null)
        {
            Note(revealTo, "reveal", count, why: null);
        }
    }

    private void Note(Actor actor, string action, long count, string? why) =>
        _audit.Add(new AuditEntry(_audit.Count + 1, Begin, actor.Name, action, count, "some dead letters", why));

    private void Fail()
    {
        if (Failure is { } failure && ExportFailsAfter is null)
        {
            throw failure;
        }
    }
}
