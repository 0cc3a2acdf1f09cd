using Dapper;

namespace Bridge.Storage.Sqlite;

/// <summary>The store's questions that are asked now and then.</summary>
internal static class StoreQueries
{
    public static List<Backlog> Backlog(SqliteSession session) =>
        BacklogQuery.Read(session.Connection.Query<(string, long, long)>(BacklogQuery.Sql));

    public static Dictionary<string, long> DeadLetters(SqliteSession session) =>
        session
            .Connection.Query<(string Reason, long Count)>("SELECT reason, COUNT(*) FROM dead_letters WHERE state = 'dead' GROUP BY reason")
            .ToDictionary(row => row.Reason, row => row.Count);
}
