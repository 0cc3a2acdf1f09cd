namespace Bridge.Journal;

/// <summary>What became of everything that an id leads to.</summary>
/// <param name="Events">At most <see cref="Most"/>, those first that came first.</param>
/// <param name="JournalSince">From when on it is known what was delivered and dropped; null while nothing was.</param>
internal sealed record Trace(IReadOnlyList<TracedEvent> Events, DateTimeOffset? JournalSince)
{
    /// <summary>More is told of nobody.</summary>
    public const int Most = 200;
}

/// <summary>What became of one event.</summary>
/// <param name="EventId">The id, which the collector knows too. Null for a viewer, and where numbers could be tried out with it,
/// unless they asked for it.</param>
/// <param name="Event">The event's name; null where nobody knows it any more.</param>
/// <param name="State">One of <see cref="TraceState"/>.</param>
/// <param name="ReceivedAt">When the webhook came in; null where that is not known any more.</param>
/// <param name="Steps">What happened to it, oldest first.</param>
internal sealed record TracedEvent(Guid? EventId, string? Event, string State, DateTimeOffset? ReceivedAt, IReadOnlyList<TraceStep> Steps);

/// <summary>One thing that happened to an event.</summary>
/// <param name="At">Null for what it is now.</param>
/// <param name="State">One of <see cref="TraceState"/>.</param>
/// <param name="Why">The rule by which it was dropped, the reason for which it is dead or waits.</param>
/// <param name="Destination">Where it went, or is to go: <c>default</c>, or the business number that has a collector of its own.</param>
/// <param name="Address">The collector's host and port.</param>
/// <param name="Status">The collector's HTTP status.</param>
/// <param name="Attempts">How often it was posted.</param>
internal sealed record TraceStep(
    DateTimeOffset? At,
    string State,
    string? Why = null,
    string? Destination = null,
    string? Address = null,
    int? Status = null,
    int? Attempts = null
)
{
    /// <summary>The number of the dead letter, by which it can be looked at and replayed.</summary>
    public long? DeadLetter { get; init; }

    /// <summary>Until when it waits at most; null unless it is deferred.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What an event may be, as shown.</summary>
internal static class TraceState
{
    public const string Deferred = "deferred";
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string Dropped = "dropped";
    public const string Dead = "dead";
    public const string Replaying = "replaying";
    public const string Discarded = "discarded";

    /// <summary>It came; what became of it, the journal does not know any more.</summary>
    public const string TakenIn = "taken in";
}

/// <summary>Tells what became of events. The page, the API and the command line ask it; the command line also one far away.</summary>
internal interface IEventTracer
{
    /// <param name="sought">An event's id, a message's (<c>wamid</c>) or, for operators, a person's.</param>
    /// <param name="asker">Who asks; a search for a person is noted in the audit.</param>
    /// <exception cref="DeadLetters.AdminException">It is no id, or a person's and a viewer asks.</exception>
    Task<Trace> TraceAsync(string sought, Asker asker, CancellationToken cancellationToken);

    /// <summary>What became of events since the page before.</summary>
    /// <param name="after">Where that ended; null begins with what happens from now on.</param>
    /// <exception cref="DeadLetters.AdminException">A person's events are followed, and a viewer asks.</exception>
    Task<JournalPage> FollowAsync(FeedFilter filter, long? after, Asker asker, CancellationToken cancellationToken);
}

/// <summary>Who asks, and whether they may see whom events are about.</summary>
internal sealed record Asker(string Name, bool IsOperator);
