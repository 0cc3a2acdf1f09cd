using System.Globalization;
using System.Runtime.CompilerServices;

namespace Bridge.DeadLetters;

/// <summary>A desk over a list, for tests of what stands in front of desks. Letters are numbered from 1 on and what is done to them is remembered.</summary>
internal sealed class InMemoryDesk : IDeadLetterDesk
{
    public const string MaskedUser = "+2547…";

    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<Letter> _letters = [];
    private readonly List<Replay> _replays = [];
    private readonly List<AuditEntry> _audit = [];
    private readonly Dictionary<string, long> _started = [];

    /// <summary>Thrown by whatever is asked next.</summary>
    public Exception? Failure { get; set; }

    /// <summary>After how many letters an export fails with <see cref="Failure"/>; null for at once.</summary>
    public int? ExportFailsAfter { get; set; }

    /// <summary>What becomes of a replay each time somebody looks at it; delivered whole unless a test says otherwise.</summary>
    public Func<Replay, Replay> Progress { get; set; } = DeliverWhole;

    public IReadOnlyList<string> Warnings { get; set; } = [];

    public IReadOnlyList<Letter> All => _letters;

    public IReadOnlyList<AuditEntry> Audit => _audit;

    public LetterFilter? LastFilter { get; private set; }

    public ReplayOrder? LastOrder { get; private set; }

    /// <summary>As new.</summary>
    public void Clear()
    {
        _letters.Clear();
        _replays.Clear();
        _audit.Clear();
        _started.Clear();
        (Failure, ExportFailsAfter, Progress, Warnings, LastFilter, LastOrder) = (null, null, DeliverWhole, [], null, null);
    }

    public Letter Add(string name = "message.read", string reason = "refused", string? answer = "no such thing", string content = """{"event":"message.read"}""", string? user = "+254712345678")
    {
        var id = _letters.Count + 1L;
        var at = Begin.AddMinutes(id);
        var summary = new LetterSummary(
            id, new Guid((int)id, 0, 0, new byte[8]), reason, name, "default", 400, "g-" + name, "10001", user, LetterState.Dead,
            1, at, at, Begin, null, 0, null);
        _letters.Add(new Letter(summary, answer, content, null, IsBase64: false, IsMasked: false, null, [], [new LetterNote(at, "refused with 400", null)]));
        return _letters[^1];
    }

    public void AddMany(int count)
    {
        for (var n = 0; n < count; n++)
        {
            Add();
        }
    }

    public Task<LetterPage> ListAsync(LetterFilter filter, long? before, int limit, Actor? revealTo, CancellationToken cancellationToken)
    {
        var letters = Find(filter).OrderByDescending(letter => letter.Summary.Id).Where(letter => before is null || letter.Summary.Id < before).ToList();
        var page = letters.Take(limit).Select(letter => Masked(letter, revealTo).Summary).ToList();
        return Task.FromResult(new LetterPage(page, letters.Count > limit ? page[^1].Id : null));
    }

    public Task<Letter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken)
    {
        Fail();
        return Task.FromResult(_letters.Find(letter => letter.Summary.Id == id) is { } found ? Masked(found, revealTo) : null);
    }

    public Task<IReadOnlyList<LetterGroup>> GetGroupsAsync(LetterFilter filter, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LetterGroup>>(
        [.. Find(filter).GroupBy(letter => letter.Summary.Group).Select(group => (Group: group, First: group.First().Summary)).Select(pair => new LetterGroup(
            pair.Group.Key, pair.First.Reason, pair.First.Event, pair.First.Destination, pair.First.Status, "no such #", pair.Group.Count(), pair.First.FirstFailedAt,
            pair.Group.Max(letter => letter.Summary.LastFailedAt), pair.Group.Max(letter => letter.Summary.Id))).OrderByDescending(group => group.Count)]);

    public Task<ReplayPlan> PlanAsync(LetterFilter filter, CancellationToken cancellationToken)
    {
        var letters = Find(filter).ToList();
        var limited = filter with { UpTo = letters.LastOrDefault()?.Summary.Id };
        return Task.FromResult(new ReplayPlan(
            $"snapshot-{letters.Count}", limited, letters.Count, Begin, Begin, Shares(letters, letter => letter.Summary.Event!), Shares(letters, letter => letter.Summary.Destination),
            Shares(letters, letter => letter.Summary.Reason), [.. letters.TakeLast(3).Select(letter => new PlannedLetter(letter.Summary.Id, letter.Summary.Event, letter.Summary.Destination, letter.Content, null))],
            Warnings));
    }

    public Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken)
    {
        var letters = Find(order.Filter).ToList();
        LastOrder = order;
        if (_started.TryGetValue(order.Snapshot, out var known))
        {
            return Task.FromResult(Of(known));
        }

        var replay = new Replay(_replays.Count + 1, ReplayState.Running, order.Filter, letters.Count, 0, 0, 0, order.Rate, actor.Name, order.Why, Begin, null, null);
        _replays.Add(replay);
        _started.Add(order.Snapshot, replay.Id);
        Note(actor, "replay", letters.Count, order.Why);
        return Task.FromResult(replay);
    }

    public Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken)
    {
        Fail();
        if (_replays.FindIndex(replay => replay.Id == id) is not (>= 0 and var index))
        {
            return Task.FromResult<Replay?>(null);
        }

        _replays[index] = _replays[index].State is ReplayState.Running ? Progress(_replays[index]) : _replays[index];
        return Task.FromResult<Replay?>(_replays[index]);
    }

    public Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Replay>>([.. _replays.AsEnumerable().Reverse()]);

    public Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, ReplayState.Running, ReplayState.Paused, actor);

    public Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, ReplayState.Paused, ReplayState.Running, actor);

    public Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, ReplayState.Running, ReplayState.Cancelled, actor);

    public Task<long> DiscardAsync(LetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) => MoveAsync(filter, LetterState.Discarded, why, actor);

    public Task<long> RestoreAsync(LetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) => MoveAsync(filter, LetterState.Dead, why, actor);

    public Task<Letter> EditAsync(long id, LetterEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var index = _letters.FindIndex(letter => letter.Summary.Id == id);
        var letter = index >= 0 ? _letters[index] : throw new DeskException(DeskProblem.NotFound, $"There is no dead letter {id}.");
        if (edit.Version != letter.Summary.Version)
        {
            throw new DeskException(DeskProblem.Conflict, "Somebody edited it since.");
        }

        _letters[index] = letter with
        {
            Summary = letter.Summary with { Version = edit.Version + 1 },
            Content = edit.Content,
            Original = letter.Original ?? letter.Content,
            Versions = [.. letter.Versions, new LetterVersion(edit.Version + 1, edit.Content, actor.Name, Begin)],
        };
        Note(actor, "edit", 1, edit.Why);
        return Task.FromResult(_letters[index]);
    }

    public async IAsyncEnumerable<ExportedLetter> ExportAsync(LetterFilter filter, Actor? revealTo, Actor actor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var failure = ExportFailsAfter is null ? null : Failure;
        Failure = ExportFailsAfter is null ? Failure : null;
        var count = 0;
        foreach (var letter in Find(filter).Select(letter => Masked(letter, revealTo)))
        {
            if (failure is not null && count++ == ExportFailsAfter)
            {
                throw failure;
            }

            yield return new ExportedLetter(letter.Summary, letter.Answer, letter.Content, letter.IsBase64);
        }
    }

    public Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken)
    {
        Fail();
        var letters = _letters.RemoveAll(letter => letter.Summary.User == user);
        Note(actor, "erase", letters, why);
        return Task.FromResult(new Erasure(letters, 1, 2, 3, 4));
    }

    public Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEntry>>([.. _audit.AsEnumerable().Reverse().Where(entry => before is null || entry.Id < before).Take(limit)]);

    private static Replay DeliverWhole(Replay replay) => replay with { State = ReplayState.Finished, Released = replay.Total, Delivered = replay.Total, EndedAt = Begin };

    private static Letter Masked(Letter letter, Actor? revealTo) =>
        revealTo is not null || letter.Summary.User is null ? letter : letter with { Summary = letter.Summary with { User = MaskedUser }, IsMasked = true };

    private static List<Share> Shares(List<Letter> letters, Func<Letter, string> name) => [.. letters.CountBy(name).Select(pair => new Share(pair.Key, pair.Value))];

    private IEnumerable<Letter> Find(LetterFilter filter)
    {
        Fail();
        LastFilter = filter;
        return _letters.Where(letter => Matches(letter, filter));
    }

    private static bool Matches(Letter letter, LetterFilter filter) => letter.Summary is var summary
        && (filter.Ids.Count == 0 || filter.Ids.Contains(summary.Id))
        && (filter.Reason ?? summary.Reason) == summary.Reason
        && (filter.Event ?? summary.Event) == summary.Event
        && (filter.Source ?? summary.Source) == summary.Source
        && (filter.Destination ?? summary.Destination) == summary.Destination
        && (filter.Status ?? summary.Status) == summary.Status
        && (filter.Group ?? summary.Group) == summary.Group
        && (filter.State ?? summary.State) == summary.State
        && (filter.Since is null || summary.LastFailedAt >= filter.Since)
        && (filter.Until is null || summary.LastFailedAt < filter.Until)
        && (filter.UpTo is null || summary.Id <= filter.UpTo)
        && (filter.Text is null || letter.Content.Contains(filter.Text, StringComparison.Ordinal));

    private Task<long> MoveAsync(LetterFilter filter, LetterState to, string? why, Actor actor)
    {
        var ids = Find(filter).Select(letter => letter.Summary.Id).ToHashSet();
        for (var index = 0; index < _letters.Count; index++)
        {
            _letters[index] = ids.Contains(_letters[index].Summary.Id) ? _letters[index] with { Summary = _letters[index].Summary with { State = to } } : _letters[index];
        }

        Note(actor, to is LetterState.Dead ? "restore" : "discard", ids.Count, why);
        return Task.FromResult((long)ids.Count);
    }

    private Task<Replay> ChangeAsync(long id, ReplayState from, ReplayState to, Actor actor)
    {
        Fail();
        var replay = Of(id);
        if (replay.State != from)
        {
            throw new DeskException(DeskProblem.Conflict, $"Replay {id.ToString(CultureInfo.InvariantCulture)} is not {from.ToString().ToLowerInvariant()}.");
        }

        Note(actor, to.ToString().ToLowerInvariant(), 1, why: null);
        return Task.FromResult(_replays[(int)id - 1] = replay with { State = to });
    }

    private Replay Of(long id) => _replays.Find(replay => replay.Id == id) ?? throw new DeskException(DeskProblem.NotFound, $"There is no replay {id}.");

    private void Note(Actor actor, string action, long count, string? why) => _audit.Add(new AuditEntry(_audit.Count + 1, Begin, actor.Name, action, count, "some letters", why));

    private void Fail()
    {
        if (Failure is { } failure && ExportFailsAfter is null)
        {
            throw failure;
        }
    }
}
