namespace Bridge.Storage.Administration;

/// <summary>The sessions of the page that somebody ended, for every process that serves it.</summary>
internal static class EndedSessionTable
{
    /// <param name="began">When it began, in milliseconds since 1970.</param>
    /// <param name="over">What began by then is over by itself and need not be remembered.</param>
    public static async Task<int> AddAsync(AdminConnection connection, string id, long began, long over)
    {
        await connection.ExecuteAsync("DELETE FROM ended_sessions WHERE began <= @over", new { over });
        return await connection.ExecuteAsync(
            "INSERT INTO ended_sessions (id, began) VALUES (@id, @began) ON CONFLICT (id) DO NOTHING",
            new { id, began }
        );
    }

    public static async Task<bool> HoldsAsync(AdminConnection connection, string id) =>
        await connection.FindAsync<long>("SELECT COUNT(*) FROM ended_sessions WHERE id = @id", new { id }) > 0;
}
