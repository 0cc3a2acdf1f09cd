using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>Opens connections with the settings Bridge relies on.</summary>
internal static class SqliteSessions
{
    /// <summary>The one connection that writes: each commit is on disk before it returns (<c>synchronous=FULL</c>).</summary>
    /// <remarks>
    /// A checkpoint every 32 MiB of log: pages that change often, such as those of the index of seen ids, are then copied once for many
    /// commits.
    /// No memory mapping: mapped pages of a large backlog would count as the process's memory.
    /// </remarks>
    public static SqliteSession OpenWriter(string path, long maxBytes)
    {
        var session = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            session.Connection.Execute(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = 8192;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -32768;
                PRAGMA temp_store = MEMORY;
                """
            );
            Limit(session.Connection, maxBytes);
            return session;
        }
        catch (SqliteException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A connection that reads beside the writer, from the last commit before each query.</summary>
    public static SqliteSession OpenReader(string path)
    {
        var session = Open(path, SqliteOpenMode.ReadWrite);
        session.Connection.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;");
        return session;
    }

    private static SqliteSession Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        connection.Execute("PRAGMA busy_timeout = 5000;");
        return new SqliteSession(connection);
    }

    private static void Limit(SqliteConnection connection, long maxBytes)
    {
        if (maxBytes > 0)
        {
            var pages = maxBytes / connection.ExecuteScalar<long>("PRAGMA page_size");
            connection.Execute($"PRAGMA max_page_count = {pages};");
        }
    }
}
