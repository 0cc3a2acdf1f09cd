namespace Bridge.DeadLetters;

/// <summary>The dead letters of <see cref="InMemoryDeadLetterAdmin"/>, numbered from 1 on.</summary>
internal sealed class InMemoryDeadLetters
{
    public const string MaskedUser = "+2547…";

    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<DeadLetter> _deadLetters = [];

    public IReadOnlyList<DeadLetter> All => _deadLetters;

    public void Clear() => _deadLetters.Clear();

    public DeadLetter Add(string name, string reason, string? answer, string content, string? user)
    {
        var id = _deadLetters.Count + 1L;
        var at = Begin.AddMinutes(id);
        var summary = new DeadLetterSummary(
            id,
            new Guid((int)id, 0, 0, new byte[8]),
            reason,
            name,
            "default",
            400,
            "g-" + name,
            "10001",
            user,
            DeadLetterState.Dead,
            1,
            at,
            at,
            Begin,
            null,
            0,
            null
        );
        _deadLetters.Add(
            new DeadLetter(
                summary,
                answer,
                content,
                null,
                IsBase64: false,
                IsMasked: false,
                null,
                [],
                [new DeadLetterNote(at, "refused with 400", null)]
            )
        );
        return _deadLetters[^1];
    }

    public DeadLetter? Of(long id) => _deadLetters.Find(deadLetter => deadLetter.Summary.Id == id);

    public IEnumerable<DeadLetter> Find(DeadLetterFilter filter) => _deadLetters.Where(deadLetter => Matches(deadLetter, filter));

    /// <exception cref="AdminException">There is none, or somebody edited it since.</exception>
    public DeadLetter Edit(long id, DeadLetterEdit edit, Actor actor)
    {
        var deadLetter = Of(id) ?? throw new AdminException(AdminProblem.NotFound, $"There is no dead letter {id}.");
        if (edit.Version != deadLetter.Summary.Version)
        {
            throw new AdminException(AdminProblem.Conflict, "Somebody edited it since.");
        }

        return Replace(
            deadLetter,
            deadLetter with
            {
                Summary = deadLetter.Summary with { Version = edit.Version + 1 },
                Content = edit.Content,
                Original = deadLetter.Original ?? deadLetter.Content,
                Versions = [.. deadLetter.Versions, new DeadLetterVersion(edit.Version + 1, edit.Content, actor.Name, Begin)],
            }
        );
    }

    /// <returns>How many.</returns>
    public int Move(DeadLetterFilter filter, DeadLetterState from, DeadLetterState to)
    {
        var moved = Find(filter with { State = from }).ToList();
        moved.ForEach(deadLetter => Replace(deadLetter, deadLetter with { Summary = deadLetter.Summary with { State = to } }));
        return moved.Count;
    }

    /// <returns>How many.</returns>
    public int RemoveOf(string user) => _deadLetters.RemoveAll(deadLetter => deadLetter.Summary.User == user);

    public static DeadLetter Shown(DeadLetter deadLetter, bool isRevealed) =>
        isRevealed
            ? deadLetter
            : deadLetter with
            {
                Summary = deadLetter.Summary with { EventId = null, User = deadLetter.Summary.User is null ? null : MaskedUser },
                IsMasked = deadLetter.Summary.User is not null,
            };

    private DeadLetter Replace(DeadLetter before, DeadLetter after) => _deadLetters[_deadLetters.IndexOf(before)] = after;

    private static bool Matches(DeadLetter deadLetter, DeadLetterFilter filter) =>
        deadLetter.Summary is var summary
        && (filter.Ids.Count == 0 || filter.Ids.Contains(summary.Id))
        && (filter.Reason ?? summary.Reason) == summary.Reason
        && IsNamed(summary.Event, filter.Event)
        && (filter.Source ?? summary.Source) == summary.Source
        && (filter.Destination ?? summary.Destination) == summary.Destination
        && (filter.Status ?? summary.Status) == summary.Status
        && (filter.Group ?? summary.Group) == summary.Group
        && (filter.State ?? summary.State) == summary.State
        && (filter.Since is null || summary.LastFailedAt >= filter.Since)
        && (filter.Until is null || summary.LastFailedAt < filter.Until)
        && (filter.UpTo is null || summary.Id <= filter.UpTo)
        && (filter.Text is null || deadLetter.Content.Contains(filter.Text, StringComparison.Ordinal));

    private static bool IsNamed(string? name, string? wanted) =>
        wanted is null
        || (wanted is [.. var beginning, '*'] ? name?.StartsWith(beginning, StringComparison.Ordinal) == true : name == wanted);
}
