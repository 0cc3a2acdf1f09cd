using Bridge.DeadLetters;
using Bridge.Storage.Administration;

namespace Bridge.Journal;

/// <summary>Where an event may be before it has left, or when it never did.</summary>
internal static class TraceQueries
{
    public static async Task<IEnumerable<FoundStep>> ReadDeferredAsync(AdminConnection connection, TraceWhere where) =>
        (
            await connection.QueryAsync<Row>(
                $"""
                SELECT {connection.Dialect.IdText("id")} AS IdText, name AS Name, destination AS Destination, received_at AS Received,
                    reason AS Reason, due_at AS Due
                FROM deferred WHERE {where.OfDeferred} LIMIT {Trace.Most}
                """,
                where.Values
            )
        ).Select(row => row.Found(new TraceStep(null, TraceState.Deferred, row.Reason, row.Destination) { Until = Time(row.Due) }));

    public static async Task<IEnumerable<FoundStep>> ReadWaitingAsync(AdminConnection connection, TraceWhere where) =>
        (
            await connection.QueryAsync<Row>(
                $"""
                SELECT {connection.Dialect.IdText("id")} AS IdText, name AS Name, destination AS Destination, received_at AS Received,
                    attempts AS Attempts, dead_letter AS DeadLetter
                FROM events WHERE {where.OfEvents} ORDER BY seq LIMIT {Trace.Most}
                """,
                where.Values
            )
        ).Select(row =>
            row.Found(
                new TraceStep(null, TraceState.Waiting, Destination: row.Destination, Attempts: row.Attempts)
                {
                    DeadLetter = row.DeadLetter,
                }
            )
        );

    public static async Task<IEnumerable<FoundStep>> ReadDeadAsync(AdminConnection connection, TraceWhere where) =>
        (
            await connection.QueryAsync<Row>(
                $"""
                SELECT {connection.Dialect.IdText("COALESCE(edited.id, dead_letter.id)")} AS IdText, dead_letter.name AS Name,
                    dead_letter.destination AS Destination, dead_letter.received_at AS Received, dead_letter.attempts AS Attempts,
                    dead_letter.reason AS Reason, dead_letter.status AS Status, dead_letter.state AS State,
                    dead_letter.seq AS DeadLetter, {DeadLetterWhere.DiedAt} AS Died
                FROM {DeadLetterRow.Tables} WHERE {where.OfDeadLetters} ORDER BY dead_letter.seq LIMIT {Trace.Most}
                """,
                where.Values
            )
        ).Select(row => row.Found(row.Death()));

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DeadLetterRow.Time(time) : null;

    private sealed class Row
    {
        public string IdText { get; init; } = "";

        public string? Name { get; init; }

        public string? Destination { get; init; }

        public long Received { get; init; }

        public int Attempts { get; init; }

        public string? Reason { get; init; }

        public long? Due { get; init; }

        public long? DeadLetter { get; init; }

        public int? Status { get; init; }

        public string State { get; init; } = "";

        public long? Died { get; init; }

        public FoundStep Found(TraceStep step) => new(Guid.ParseExact(IdText, "N"), Name, DeadLetterRow.Time(Received), step);

        /// <summary>A dead letter that was replayed and delivered is told as what it was: the journal has the rest.</summary>
        public TraceStep Death() =>
            new(
                Time(Died),
                State is "replaying" or "discarded" ? State : TraceState.Dead,
                Reason,
                Destination,
                Status: Status,
                Attempts: Attempts
            )
            {
                DeadLetter = DeadLetter,
            };
    }
}

/// <summary>Something that happened to an event, as it was found.</summary>
internal sealed record FoundStep(Guid Id, string? Name, DateTimeOffset ReceivedAt, TraceStep Step)
{
    /// <summary>
    /// Whether a viewer may see it: an event about a message, whose id is made of the message's, so that nobody can try out people's
    /// numbers with it.
    /// </summary>
    public bool IsForEverybody =>
        Name is not null
        && (Name.StartsWith("message.", StringComparison.Ordinal) || Name is "referral.received" or "order.placed" or "flow.completed");
}
