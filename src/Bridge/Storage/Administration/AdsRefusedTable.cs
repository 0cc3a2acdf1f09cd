namespace Bridge.Storage.Administration;

/// <summary>Why Meta tells no names of ads: what forwarders learn when they ask, for whoever looks at the overview.</summary>
internal static class AdsRefusedTable
{
    /// <returns>A sentence for people; null while nobody was refused.</returns>
    public static Task<string?> FindAsync(AdminConnection connection) =>
        connection.FindAsync<string>("SELECT problem FROM ads_refused WHERE one = 1");

    public static Task<int> KeepAsync(AdminConnection connection, string problem) =>
        connection.ExecuteAsync(
            "INSERT INTO ads_refused (one, problem) VALUES (1, @problem) ON CONFLICT (one) DO UPDATE SET problem = excluded.problem",
            new { problem }
        );

    public static Task<int> ClearAsync(AdminConnection connection) => connection.ExecuteAsync("DELETE FROM ads_refused");
}
