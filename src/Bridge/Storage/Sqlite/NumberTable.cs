namespace Bridge.Storage.Sqlite;

/// <summary>Which business account each business number belongs to. Writes only on the writer's thread.</summary>
internal static class NumberTable
{
    public static string? Find(SqliteSession session, string number)
    {
        var query = session.Statement("SELECT account FROM number_accounts WHERE number = ?1").Bind(1, number);
        var account = query.Read() ? query.GetText(0) : null;
        query.Reset();
        return account;
    }

    /// <summary>The accounts of those of which they are known.</summary>
    public static Dictionary<string, string> Find(SqliteSession session, string[] numbers)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in numbers)
        {
            if (Find(session, number) is { } account)
            {
                found.Add(number, account);
            }
        }

        return found;
    }

    public static int Write(SqliteSession session, string number, string account) =>
        session
            .Statement(
                """
                INSERT INTO number_accounts (number, account) VALUES (?1, ?2)
                ON CONFLICT (number) DO UPDATE SET account = excluded.account
                """
            )
            .Bind(1, number)
            .Bind(2, account)
            .Execute();
}
