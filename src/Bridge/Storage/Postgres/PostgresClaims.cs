using Npgsql;

namespace Bridge.Storage;

/// <summary>How events get their lease.</summary>
internal static class PostgresClaims
{
    /// <remarks>
    /// Forwarders that claim at the same moment skip each other's rows instead of waiting, so the order of intake holds among what is claimed together and,
    /// as far as that goes, between claims. The server's clock alone decides when a lease has run out.
    /// The list of numbers is an array, because the planner takes LIMIT for a tenth of the table and would read all of it.
    /// </remarks>
    private const string ClaimNext =
        """
        WITH next AS (
            SELECT seq, octet_length(payload) AS bytes
            FROM events
            WHERE destination = $1 AND seq > $2 AND (lease_until IS NULL OR lease_until < now())
            ORDER BY seq
            LIMIT $3
            FOR UPDATE SKIP LOCKED
        ),
        running AS (
            SELECT seq, sum(bytes) OVER (ORDER BY seq) AS bytes, row_number() OVER (ORDER BY seq) AS place FROM next
        )
        UPDATE events SET lease_owner = $5, lease_until = now() + $6
        WHERE seq = ANY (ARRAY(SELECT seq FROM running WHERE bytes <= $4 OR place = 1))
        RETURNING seq, id, name, source, received_at, attempts, first_failed_at, payload
        """;

    private const string Renew = "UPDATE events SET lease_until = now() + $3 WHERE seq = ANY ($1) AND lease_owner = $2 RETURNING seq";

    /// <param name="after">Events up to this number are not looked at.</param>
    /// <returns>The oldest events that nobody holds, in the order of intake.</returns>
    public static async Task<List<WaitingEvent>> ClaimAsync(
        NpgsqlConnection connection, string destination, long after, int maxEvents, int maxBytes, Leases leases, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ClaimNext, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = PostgresText.Of(destination) }, new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<int> { TypedValue = maxEvents }, new NpgsqlParameter<long> { TypedValue = maxBytes },
                new NpgsqlParameter<Guid> { TypedValue = leases.Owner }, new NpgsqlParameter<TimeSpan> { TypedValue = leases.Duration },
            },
        };
        var claimed = new List<WaitingEvent>(maxEvents);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Event(reader, destination));
        }

        claimed.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        return claimed;
    }

    /// <returns>The numbers of those whose lease this process still had.</returns>
    public static async Task<List<long>> RenewAsync(NpgsqlConnection connection, long[] sequences, Leases leases, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Renew, connection)
        {
            Parameters = { new NpgsqlParameter<long[]> { TypedValue = sequences }, new NpgsqlParameter<Guid> { TypedValue = leases.Owner }, new NpgsqlParameter<TimeSpan> { TypedValue = leases.Duration } },
        };
        var renewed = new List<long>(sequences.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            renewed.Add(reader.GetInt64(0));
        }

        return renewed;
    }

    private static WaitingEvent Event(NpgsqlDataReader row, string destination) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), destination, row.IsDBNull(3) ? null : row.GetString(3), row.GetFieldValue<byte[]>(7),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetInt32(5),
        row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)));
}
