using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Storage.Sqlite;

/// <summary>A connection with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private bool _isCommitted;

    public SqliteConnection Connection => connection;

    /// <summary>What it need not look up.</summary>
    public ConversationCache Conversations { get; } = new();

    public string Path => connection.DataSource;

    /// <summary>The statement for <paramref name="sql"/>, prepared at its first use.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _statements[sql] = new SqliteStatement(connection, sql);
        }

        return statement;
    }

    public void Begin()
    {
        Rollback();
        if (!_isCommitted)
        {
            Conversations.Forget();
        }

        _isCommitted = false;
        Statement("BEGIN IMMEDIATE").Execute();
        Conversations.Refresh(this);
    }

    public void Commit()
    {
        Statement("COMMIT").Execute();
        _isCommitted = true;
    }

    /// <summary>Ends a transaction that failed, unless SQLite already did, as it does on some errors.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            Statement("ROLLBACK").Execute();
        }
    }

    /// <summary>Copies as much of the write-ahead log into the file as no reader still needs, without waiting for any.</summary>
    public void Checkpoint() => Statement("PRAGMA wal_checkpoint(PASSIVE)").Execute();

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
