namespace Bridge.Storage.Administration;

/// <summary>How each forwarder finds each collector, so that others can see it, and who asked that a collector be tried at once.</summary>
internal static class GateTable
{
    /// <summary>
    /// How long a forwarder's word counts; it speaks far more often. A word from farther ahead is one of before a clock was set back.
    /// </summary>
    public static readonly TimeSpan Current = TimeSpan.FromMinutes(1);

    /// <summary>A forwarder that lives speaks several times in this.</summary>
    public static readonly TimeSpan Alive = TimeSpan.FromSeconds(12);

    public static async Task<IReadOnlyList<GateReport>> ReadAsync(AdminConnection connection, DateTimeOffset now) =>
        await connection.QueryAsync<GateReport>(
            """
            SELECT destination AS Destination, state AS State, reason AS Reason, since AS Since,
                next_try AS NextTry, last_success AS LastSuccess, address AS Address,
                last_answer AS LastAnswer, last_answer_at AS LastAnswerAt
            FROM gates WHERE seen_at BETWEEN @oldest AND @newest ORDER BY destination, process
            """,
            new { oldest = (now - Current).ToUnixTimeMilliseconds(), newest = (now + Current).ToUnixTimeMilliseconds() }
        );

    /// <summary>The forwarders that have spoken and not said goodbye, and when each did last: milliseconds since 1970.</summary>
    public static Task<List<(string Process, long SeenAt)>> ReadForwardersAsync(AdminConnection connection) =>
        connection.QueryAsync<(string Process, long SeenAt)>("SELECT process, MAX(seen_at) FROM gates GROUP BY process ORDER BY process");

    /// <summary>
    /// Forgets whose place a process takes that has just started, and who ended without a goodbye. Where one process alone can run on the
    /// store, that is whoever spoke before; elsewhere those of its machine, of which any that lives soon speaks again, or else the one that
    /// has been silent for longest.
    /// </summary>
    /// <param name="process">The one that starts; what stands before the first colon is its machine.</param>
    public static async Task ForgetPredecessorsAsync(AdminConnection connection, string process, DateTimeOffset now)
    {
        if (!connection.Dialect.IsShared)
        {
            await connection.ExecuteAsync("DELETE FROM gates");
            return;
        }

        var machine = process[..(process.IndexOf(':', StringComparison.Ordinal) + 1)];
        if (await connection.ExecuteAsync("DELETE FROM gates WHERE starts_with(process, @machine)", new { machine }) == 0)
        {
            await connection.ExecuteAsync(
                "DELETE FROM gates WHERE process = (SELECT process FROM gates GROUP BY process HAVING MAX(seen_at) < @silent "
                    + "ORDER BY MAX(seen_at) LIMIT 1)",
                new { silent = (now - Alive).ToUnixTimeMilliseconds() }
            );
        }
    }

    /// <summary>Puts what one process has to say in place of what it said before.</summary>
    public static async Task WriteAsync(AdminConnection connection, string process, IEnumerable<GateReport> gates, DateTimeOffset now)
    {
        var (longAgo, farAhead) = ((now - (Current * 60)).ToUnixTimeMilliseconds(), (now + (Current * 60)).ToUnixTimeMilliseconds());
        await connection.ExecuteAsync(
            "DELETE FROM gates WHERE process = @process OR seen_at NOT BETWEEN @longAgo AND @farAhead",
            new
            {
                process,
                longAgo,
                farAhead,
            }
        );
        foreach (var gate in gates)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO gates (
                    process, destination, state, reason, since, next_try, last_success, seen_at, address, last_answer, last_answer_at)
                VALUES (
                    @process, @Destination, @State, @Reason, @Since, @NextTry, @LastSuccess, @now, @Address, @LastAnswer, @LastAnswerAt)
                """,
                new
                {
                    process,
                    gate.Destination,
                    gate.State,
                    Reason = connection.Dialect.Text(gate.Reason),
                    gate.Since,
                    gate.NextTry,
                    gate.LastSuccess,
                    gate.Address,
                    LastAnswer = connection.Dialect.Text(gate.LastAnswer),
                    gate.LastAnswerAt,
                    now = now.ToUnixTimeMilliseconds(),
                }
            );
        }
    }

    public static Task<int> CallAsync(AdminConnection connection, string destination, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "INSERT INTO gate_calls (destination, asked_at) VALUES (@destination, @now) ON CONFLICT (destination) DO UPDATE "
                + "SET asked_at = excluded.asked_at",
            new { destination, now = now.ToUnixTimeMilliseconds() }
        );

    /// <returns>The destinations somebody called for, and when: milliseconds since 1970.</returns>
    public static Task<List<(string Destination, long AskedAt)>> ReadCallsAsync(AdminConnection connection) =>
        connection.QueryAsync<(string Destination, long AskedAt)>("SELECT destination, asked_at FROM gate_calls");
}

/// <summary>What one forwarder says of one collector. Times are milliseconds since 1970.</summary>
internal sealed class GateReport
{
    public string Destination { get; init; } = "";

    /// <summary><c>open</c>, <c>waiting</c> or <c>paused</c>.</summary>
    public string State { get; init; } = "";

    public string? Reason { get; init; }

    public long Since { get; init; }

    public long? NextTry { get; init; }

    public long? LastSuccess { get; init; }

    /// <summary>What the collector answered last, such as <c>status 200</c>.</summary>
    public string? LastAnswer { get; init; }

    public long? LastAnswerAt { get; init; }

    /// <summary>Host and port.</summary>
    public string? Address { get; init; }
}
