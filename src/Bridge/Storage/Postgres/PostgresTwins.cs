using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Takes out what waited for items as their twins, once the ids of the group are remembered.</summary>
/// <remarks>
/// A statement after the one that remembers the ids: of two forwarders that take in twins at the same moment the later one waited there for
/// the earlier one's commit, and sees now what that one deferred.
/// </remarks>
internal static class PostgresTwins
{
    private const string Take = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2, $3) AS item (id, one, other)
        ),
        waiting AS (
            SELECT deferred.id FROM deferred JOIN incoming USING (id) WHERE deferred.reason IN (incoming.one, incoming.other)
            ORDER BY deferred.id FOR UPDATE OF deferred
        )
        DELETE FROM deferred WHERE id IN (SELECT id FROM waiting)
        RETURNING id, name, destination, source, received_at, payload, about, reason, traceparent
        """;

    public static NpgsqlBatchCommand TakeCommand(List<IntakeItem> items)
    {
        List<(Guid Id, (string One, string Other) Reasons)> asked =
        [
            .. items.Select(item => (item.Id, Twins.ReasonsOfTwin(item))),
            .. items.Where(item => item.AlsoToldAs is not null).Select(item => (item.AlsoToldAs!.Value, Twins.ReasonsOfTwin(item))),
        ];
        return new NpgsqlBatchCommand(Take)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, asked, one => one.Id),
                PostgresValue.Column(NpgsqlDbType.Text, asked, one => one.Reasons.One),
                PostgresValue.Column(NpgsqlDbType.Text, asked, one => one.Reasons.Other),
            },
        };
    }

    /// <summary>Puts the one event of both in place of each item whose twin waited, and counts it as taken for the first time.</summary>
    /// <param name="replaced">Gets what CRMs told of somebody else.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> JoinAsync(
        NpgsqlDataReader reader,
        List<IntakeItem> items,
        HashSet<Guid> fresh,
        List<DroppedItem> replaced,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        var joined = 0;
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var stored = PostgresDeferred.ItemAt(reader);
            var place = items.FindIndex(item => item.Id == stored.Id || item.AlsoToldAs == stored.Id);
            var waited = conversing?.Revive(stored, reader.IsDBNull(6) ? [] : (byte[])reader.GetValue(6)) ?? stored;
            var other = Twins.FindOther(waited, items[place]);
            replaced.AddRange(other is null ? [] : [other]);
            joined += other is null ? 1 : 0;
            items[place] = Twins.Merge(waited, items[place], conversing is null ? null : conversing.Detach);
            fresh.Add(items[place].Id);
        }

        return joined;
    }
}
