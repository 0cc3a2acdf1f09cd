using Bridge.DeadLetters.Replays;

namespace Bridge.DeadLetters;

/// <summary>
/// All that can be seen of dead letters and done to them. The page, the API and the command line work on this one administration; the
/// command line also on one far away.
/// </summary>
/// <remarks>
/// Every action writes an audit row. Times are UTC. Methods throw <see cref="AdminException"/> for what the caller can mend, and
/// <see cref="Storage.StorageException"/> when the store fails; then nothing happened, or it may be repeated.
/// </remarks>
internal interface IDeadLetterAdmin
{
    /// <param name="before">The cursor from the page before; null for the newest.</param>
    /// <param name="limit">1 to <see cref="AdminLimits.MaxPage"/>.</param>
    /// <param name="revealTo">Who sees users unmasked; null masks them.</param>
    Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, long? before, int limit, Actor? revealTo, CancellationToken cancellationToken);

    /// <returns>Null when there is none of that number.</returns>
    Task<DeadLetter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken);

    /// <returns>The groups of the dead letters meant, the largest first.</returns>
    Task<IReadOnlyList<DeadLetterGroup>> GetGroupsAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>What replaying the dead letters meant would do. Changes nothing.</summary>
    Task<ReplayPlan> PlanAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>Starts a planned replay; the one that runs already when it was started before.</summary>
    Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken);

    /// <returns>Null when there is none of that number.</returns>
    Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken);

    /// <returns>Running and past replays, the newest first, at most 100.</returns>
    Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken);

    Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken);

    Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken);

    Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken);

    /// <summary>Puts dead letters aside.</summary>
    /// <returns>How many.</returns>
    Task<long> DiscardAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken);

    /// <summary>Makes discarded dead letters dead again; the filter's state is <see cref="DeadLetterState.Discarded"/>.</summary>
    /// <returns>How many.</returns>
    Task<long> RestoreAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken);

    /// <summary>Makes a new version of a dead letter's content; the original stays.</summary>
    /// <param name="edit">The content and the version it was made from.</param>
    /// <exception cref="AdminException">It is not what the collector takes, or somebody was faster.</exception>
    Task<DeadLetter> EditAsync(long id, DeadLetterEdit edit, Actor actor, CancellationToken cancellationToken);

    /// <summary>All dead letters meant, oldest first, contents included.</summary>
    IAsyncEnumerable<ExportedDeadLetter> ExportAsync(
        DeadLetterFilter filter,
        Actor? revealTo,
        Actor actor,
        CancellationToken cancellationToken
    );

    /// <summary>Notes in the audit that somebody searches contents, before they do: what is found tells what is masked.</summary>
    /// <remarks>Nothing is noted of a filter without <see cref="DeadLetterFilter.Text"/>.</remarks>
    Task NoteSearchAsync(DeadLetterFilter filter, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a person wherever Bridge stores them: dead letters, waiting and deferred events, who is known by which id; and what is still
    /// on its way, when it arrives.
    /// </summary>
    /// <param name="user">A phone number with or without <c>+</c>, a business-scoped user id, or the pseudonym under which the person
    /// left.</param>
    Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken);

    /// <returns>At most <paramref name="limit"/> entries, the newest first.</returns>
    Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken);
}

/// <summary>Who does something.</summary>
internal sealed record Actor(string Name);

/// <param name="Version">The version it was made from: <see cref="DeadLetterSummary.Version"/>.</param>
/// <param name="NewId">Whether the event gets a new id, so that the collector takes it for another event. Ids do not change unless
/// asked.</param>
internal sealed record DeadLetterEdit(string Content, int Version, bool NewId, string? Why);

/// <param name="Content">The newest version, as in <see cref="DeadLetter.Content"/>.</param>
internal sealed record ExportedDeadLetter(DeadLetterSummary Summary, string? Answer, string Content, bool IsBase64);

/// <summary>What was removed of a person.</summary>
/// <param name="Spooled">Groups of webhooks in the store's own spool, which nobody can look into: what is the person's in them is erased as
/// it is taken in, as is what lies in receivers' spools or in the broker, and what Meta repeats.</param>
/// <param name="Until">Until when that goes on.</param>
internal sealed record Erasure(long DeadLetters, long Waiting, long Deferred, long Identities, long Spooled, DateTimeOffset Until);

/// <summary>Who did what, when, to how much, and why.</summary>
/// <param name="Action">Such as <c>replay</c>, <c>discard</c>, <c>edit</c>, <c>erase</c>, <c>reveal</c>, <c>purge</c>.</param>
/// <param name="Subject">To what: a filter in words, a dead letter, a replay. Never personal data.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, string By, string Action, long Count, string? Subject, string? Why);

internal static class AdminLimits
{
    public const int MaxPage = 500;

    /// <summary>The most characters that are searched for.</summary>
    public const int MaxText = 500;

    /// <summary>The most characters of a reason for the audit.</summary>
    public const int MaxWhy = 500;
}

/// <summary>What was asked for cannot be done; the message is a sentence that says why and what to do.</summary>
internal sealed class AdminException(AdminProblem problem, string message) : Exception(message)
{
    public AdminProblem Problem => problem;
}

internal enum AdminProblem
{
    /// <summary>What was given makes no sense: 400.</summary>
    Invalid,

    /// <summary>It is for operators, and somebody else asks: 403.</summary>
    Forbidden,

    /// <summary>There is none of that number: 404.</summary>
    NotFound,

    /// <summary>Its state does not allow it, or somebody was faster: 409.</summary>
    Conflict,
}
