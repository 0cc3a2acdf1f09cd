using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Conversations in the versions in which a transaction read them, which it writes only if they still are the latest.</summary>
/// <remarks>
/// A row's place and the transaction that wrote it are never those of another version. Not to lock rows that are read spares the server
/// a second write of each.
/// </remarks>
internal sealed class ReadConversations
{
    private const string Update = """
        UPDATE conversations SET state = changed.state, due_at = changed.due_at
        FROM unnest($1::text[]::tid[], $2, $3, $4) AS changed (place, writer, state, due_at)
        WHERE conversations.ctid = changed.place AND conversations.xmin = changed.writer
        """;

    private readonly Dictionary<ConversationRowKey, ConversationRow> _rows = [];
    private readonly Dictionary<ConversationRowKey, Version> _versions = [];

    public IReadOnlyDictionary<ConversationRowKey, ConversationRow> Rows => _rows;

    /// <param name="column">Where the reader has <c>ctid</c>, and <c>xmin</c> behind it.</param>
    public void Add(ConversationRow row, NpgsqlDataReader reader, int column)
    {
        if (_rows.TryAdd(row.Key, row))
        {
            var place = reader.GetFieldValue<NpgsqlTid>(column);
            var version = new Version(_rows.Count, $"({place.BlockNumber},{place.OffsetNumber})", reader.GetFieldValue<uint>(column + 1));
            _versions.Add(row.Key, version);
        }
    }

    /// <summary>Writes them in the order in which they were read, which is the same for all.</summary>
    public NpgsqlBatchCommand UpdateCommand(IReadOnlyList<ConversationRow> changed)
    {
        var ordered = changed.OrderBy(row => _versions[row.Key].Order).ToList();
        return new NpgsqlBatchCommand(Update)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Text, ordered, row => _versions[row.Key].Place),
                PostgresValue.Column(NpgsqlDbType.Xid, ordered, row => _versions[row.Key].Writer),
                PostgresValue.Column(NpgsqlDbType.Bytea, ordered, row => row.State),
                PostgresValue.Column(NpgsqlDbType.Bigint, ordered, row => row.DueAt?.ToUnixTimeMilliseconds()),
            },
        };
    }

    /// <param name="Place">As the server writes it, since Npgsql has no arrays of places.</param>
    private readonly record struct Version(int Order, string Place, uint Writer);
}
