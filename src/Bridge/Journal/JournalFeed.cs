using Bridge.DeadLetters;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;

namespace Bridge.Journal;

/// <summary>Tells what becomes of events as it happens: the journal, page by page.</summary>
internal sealed class JournalFeed(AdminDatabase database, PersonSearch people, TimeProvider time)
{
    /// <summary>Rows of the journal in one page.</summary>
    public const int RowsOfPage = 20;

    private const string Action = "tail";

    /// <summary>
    /// Of transactions that run beside each other the one with the lower number may end later: what is so young is told with the next page.
    /// </summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    /// <summary>Who looks on and on is noted once in so long.</summary>
    private static readonly TimeSpan NotedFor = TimeSpan.FromHours(1);

    /// <param name="after">Where the page before ended; null begins with what happens from now on.</param>
    public async Task<JournalPage> ReadAsync(FeedFilter filter, long? after, Asker asker, CancellationToken cancellationToken)
    {
        var marks = filter.User is { } user ? await FindMarksAsync(user, asker, cancellationToken) : null;
        if (after is not { } last)
        {
            return new JournalPage([], await database.ReadAsync(JournalTable.FindLastAsync, cancellationToken), IsFull: false);
        }

        var rows = await database.ReadAsync(connection => JournalTable.ReadAfterAsync(connection, last, RowsOfPage), cancellationToken);
        var old = rows.TakeWhile(row => row.Time <= time.GetUtcNow() - Lag).ToList();
        return new JournalPage(
            [.. old.SelectMany(row => Tell(row, filter, marks, asker))],
            old.Count == 0 ? last : old[^1].Seq,
            old.Count == RowsOfPage
        );
    }

    private static IEnumerable<FeedEntry> Tell(JournalBatch row, FeedFilter filter, IReadOnlySet<JournalMark>? marks, Asker asker) =>
        from entry in row.Read()
        where filter.Matches(TraceStory.NameOf(entry.Name, asker)) && marks?.Contains(entry.User) != false
        let step = JournalSteps.Of(row, entry)
        where asker.IsOperator || step.IsForEverybody
        select new FeedEntry(
            TraceStory.IdOf(step, asker, isNoted: marks is not null),
            TraceStory.NameOf(step.Name, asker),
            entry.ReceivedAt,
            step.Step
        );

    private async Task<IReadOnlySet<JournalMark>> FindMarksAsync(string user, Asker asker, CancellationToken cancellationToken)
    {
        if (!asker.IsOperator)
        {
            throw new AdminException(AdminProblem.Forbidden, "Only operators may follow a person's events; leave user out.");
        }

        await database.WriteAsync(connection => NoteAsync(connection, asker), cancellationToken);
        return (await people.PrepareAsync(user.Trim(), DateTimeOffset.MaxValue, cancellationToken)).Marks;
    }

    private async Task<long> NoteAsync(AdminConnection connection, Asker asker)
    {
        var now = time.GetUtcNow();
        var noted = await connection.FindAsync<long>(
            "SELECT COUNT(*) FROM audit WHERE actor = @Name AND action = @Action AND at > @since",
            new
            {
                asker.Name,
                Action,
                since = (now - NotedFor).ToUnixTimeMilliseconds(),
            }
        );
        return noted > 0 ? noted : await AuditTable.AddAsync(connection, now, asker.Name, Action, 1, "a person's events, for an hour");
    }
}

/// <summary>Which events are followed.</summary>
/// <param name="Event">A name, or the beginning of it before a <c>*</c>; null for all.</param>
/// <param name="User">By one of their ids; null for everybody.</param>
internal sealed record FeedFilter(string? Event, string? User)
{
    public bool Matches(string? name) =>
        Event is not { Length: > 0 } wanted
        || (wanted[^1] == '*' ? name?.StartsWith(wanted[..^1], StringComparison.Ordinal) == true : name == wanted);

    /// <summary>Whom it is about is nothing for a log.</summary>
    public override string ToString() => nameof(FeedFilter);
}

/// <summary>What became of events since the page before.</summary>
/// <param name="Last">Where it ended; the next page begins after it.</param>
/// <param name="IsFull">Whether there may be more already.</param>
internal sealed record JournalPage(IReadOnlyList<FeedEntry> Items, long Last, bool IsFull);

/// <summary>What became of one event, as it happened.</summary>
/// <param name="EventId">As in <see cref="TracedEvent"/>.</param>
internal sealed record FeedEntry(Guid? EventId, string? Event, DateTimeOffset ReceivedAt, TraceStep Step);
