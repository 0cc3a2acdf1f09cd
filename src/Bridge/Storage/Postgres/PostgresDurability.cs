using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>What makes a commit outlive the server's crash, whatever the database's defaults are.</summary>
internal static class PostgresDurability
{
    /// <summary>
    /// The first statement of every transaction on whose commit something is acknowledged. Of the values of <c>synchronous_commit</c> only
    /// those below <c>on</c> and without a standby's part in them are raised: <c>remote_write</c> and <c>remote_apply</c> are somebody's
    /// decision.
    /// </summary>
    /// <remarks>
    /// For the transaction alone, since poolers lend a connection for one. A statement outside a transaction forms one with those sent in
    /// the same batch.
    /// </remarks>
    public const string Require =
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

    private const string Settings = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_standby_names'),
            (SELECT count(*) FROM pg_stat_replication WHERE application_name IS NULL OR application_name NOT LIKE 'pg_basebackup%')
        """;

    /// <returns>What to change on the server so that nothing it confirmed can be lost; null when nothing.</returns>
    public static async Task<string?> FindRiskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (fsync, fullPageWrites, synchronous, standbys) = await connection.QuerySingleAsync<(string, string, string, long)>(
            new CommandDefinition(Settings, cancellationToken: cancellationToken)
        );
        return Judge(fsync, fullPageWrites, synchronous, standbys);
    }

    internal static string? Judge(string fsync, string fullPageWrites, string synchronous, long standbys) =>
        fsync == "off"
            ? "fsync is off on the server: a crash of its machine loses what was answered 200 and may damage the database. Set fsync = on."
        : fullPageWrites == "off"
            ? "full_page_writes is off on the server: a crash of its machine may damage the database. Set full_page_writes = on."
        : standbys > 0 && synchronous.Length == 0
            ? "The standby is not synchronous: when it takes over, what was answered 200 last may be missing there. "
                + "Set synchronous_standby_names on the server."
        : null;
}
