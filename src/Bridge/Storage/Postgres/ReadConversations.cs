using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Conversations in the versions in which a transaction read them, which it writes only if they still are the latest.</summary>
/// <remarks>Not to lock rows that are read spares the server a second write of each.</remarks>
internal sealed class ReadConversations(int count = 0)
{
    /// <remarks>
    /// By their keys and not by their places: only who comes by an index lets the server clear away old versions in a page, without which
    /// the next ones go elsewhere, and into every index.
    /// </remarks>
    private const string Update = """
        UPDATE conversations SET state = changed.state, due_at = changed.due_at
        FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS changed (person, number, writer, state, due_at, ordinal)
        WHERE conversations.person = changed.person AND conversations.number = changed.number AND conversations.xmin = changed.writer
        RETURNING changed.ordinal, conversations.xmin
        """;

    private readonly Dictionary<ConversationRowKey, ConversationRow> _rows = new(count);
    private readonly Dictionary<ConversationRowKey, Read> _reads = new(count);

    public IReadOnlyDictionary<ConversationRowKey, ConversationRow> Rows => _rows;

    public void Add(ConversationRow row, ConversationVersion version)
    {
        _rows.Add(row.Key, row);
        _reads.Add(row.Key, new Read(version, []));
    }

    /// <param name="place">Where it was looked for.</param>
    public void Add(ConversationRow row, ConversationVersion version, ConversationPlace place)
    {
        if (_reads.TryGetValue(row.Key, out var read))
        {
            read.Places.Add(place);
            return;
        }

        _rows.Add(row.Key, row);
        _reads.Add(row.Key, new Read(version, [place]));
    }

    /// <summary>After the commit, for the groups to come.</summary>
    public void Remember(IReadOnlyList<(ConversationRow Row, ConversationVersion Version)> written, KnownConversations known)
    {
        foreach (var (row, version) in written)
        {
            var (read, places) = _reads[row.Key];
            known.Remember(places, read, row, version);
        }
    }

    /// <summary>Writes them, and tells their versions then.</summary>
    /// <remarks>
    /// In an order that is the same for all, to which the server keeps while it looks them up one by one, as it does with so few. Who
    /// waits in a circle all the same is broken off by the server and tried again.
    /// </remarks>
    public ConversationUpdate UpdateOf(IReadOnlyList<ConversationRow> changed)
    {
        var ordered = changed.OrderBy(row => row.Key.Person).ThenBy(row => row.Key.Number, StringComparer.Ordinal).ToList();
        return new ConversationUpdate(
            ordered,
            new NpgsqlBatchCommand(Update)
            {
                Parameters =
                {
                    PostgresValue.Column(NpgsqlDbType.Uuid, ordered, row => row.Key.Person),
                    PostgresValue.Column(NpgsqlDbType.Text, ordered, row => PostgresText.Of(row.Key.Number)),
                    PostgresValue.Column(NpgsqlDbType.Xid, ordered, row => _reads[row.Key].Version.Writer),
                    PostgresValue.Column(NpgsqlDbType.Bytea, ordered, row => row.State),
                    PostgresValue.Column(NpgsqlDbType.Bigint, ordered, row => row.DueAt?.ToUnixTimeMilliseconds()),
                },
            }
        );
    }

    /// <param name="Places">Where it was looked for.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Read(ConversationVersion Version, List<ConversationPlace> Places);
}

/// <summary>Which version of a row it is.</summary>
/// <param name="Writer">The transaction that wrote it (<c>xmin</c>): none writes a row twice that others see.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConversationVersion(uint Writer)
{
    /// <param name="column">Where the reader has <c>xmin</c>.</param>
    public static ConversationVersion At(NpgsqlDataReader reader, int column) => new(reader.GetFieldValue<uint>(column));
}

/// <summary>A write of conversations, which tells which of them it wrote.</summary>
internal sealed class ConversationUpdate(List<ConversationRow> rows, NpgsqlBatchCommand command)
{
    private readonly List<(ConversationRow Row, ConversationVersion Version)> _written = new(rows.Count);

    public NpgsqlBatchCommand Command => command;

    /// <summary>As they are in the database after the commit.</summary>
    public IReadOnlyList<(ConversationRow Row, ConversationVersion Version)> Written => _written;

    /// <summary>Whether each was still the latest version.</summary>
    public bool IsWhole => _written.Count == rows.Count;

    /// <summary>Runs a batch of which no other statement has a result.</summary>
    public async Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                _written.Add((rows[(int)reader.GetInt64(0) - 1], ConversationVersion.At(reader, column: 1)));
            }
        } while (await reader.NextResultAsync(cancellationToken));
    }
}
