using System.Collections.Frozen;
using System.Net.Sockets;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>What goes wrong with a PostgreSQL server, told to an operator.</summary>
internal static class PostgresFailure
{
    /// <summary>
    /// 08 connection, 0A not supported (a plan of before a change of the schema), 25 state of the transaction, 26 prepared statement gone
    /// (a pooler), 28 user, 3D database, 3F schema, 40 conflict, 42 schema and rights, 53 resources, 55 locks, 57 intervention, 58 system,
    /// F0 configuration.
    /// </summary>
    private static readonly FrozenSet<string> ServerClasses = FrozenSet.Create(
        StringComparer.Ordinal,
        "08",
        "0A",
        "25",
        "26",
        "28",
        "3D",
        "3F",
        "40",
        "42",
        "53",
        "55",
        "57",
        "58",
        "F0"
    );

    public static bool IsOne(Exception cause) => cause is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>
    /// Whether the same again, on a fresh connection, is likely to work at once: the server chose this transaction as the victim of a
    /// conflict, the connection was a dead one, or what it had prepared is gone or of another schema; Npgsql prepares that again.
    /// </summary>
    public static bool PassesAtOnce(Exception cause) =>
        cause switch
        {
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
            PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.InvalidSqlStatementName } => true,
            PostgresException
            {
                SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.ReadOnlySqlTransaction
            } => true,
            NpgsqlException { InnerException: IOException or SocketException } => true,
            _ => false,
        };

    public static StorageException Explain(Exception cause, string name) =>
        cause switch
        {
            PostgresException refusal when !IsOfServer(refusal.SqlState) => new StorageException(Refusal(refusal, name), refusal)
            {
                Fault = StorageFault.Contents,
            },
            PostgresException refusal => new StorageException(Sentence(refusal, name), refusal) { MayPass = MayPass(refusal) },
            { InnerException: TimeoutException } or TimeoutException => new StorageException(
                $"The store {name} gives no answer in time; see whether PostgreSQL is overloaded, or a firewall stands in between.",
                cause
            )
            {
                MayPass = true,
            },
            _ => new StorageException(
                $"The store {name} cannot be reached ({(cause.InnerException ?? cause).Message.TrimEnd('.')}); "
                    + $"see that PostgreSQL runs there and {StoreOptions.Address} names it.",
                cause
            )
            {
                MayPass = true,
            },
        };

    /// <summary>
    /// Whether an error class tells of the server, the connection, a conflict or a schema that is not Bridge's, under which everything
    /// fails alike; the rest (22 data, 23 constraints, 54 limits, and what nobody expects) tells of the contents.
    /// </summary>
    private static bool IsOfServer(string state) => state is "XX001" or "XX002" || ServerClasses.Contains(state[..2]);

    /// <summary>The server's words may repeat the contents; the names of the schema do not.</summary>
    private static string Refusal(PostgresException refusal, string name)
    {
        string?[] what = [refusal.SqlState, refusal.TableName, refusal.ColumnName, refusal.ConstraintName];
        return $"The store {name} refuses what was to be stored ({string.Join(' ', what.OfType<string>())}).";
    }

    private static bool MayPass(PostgresException refusal) =>
        refusal.IsTransient
        || refusal.SqlState
            is PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.QueryCanceled;

    private static string Sentence(PostgresException refusal, string name) =>
        refusal.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The store {name} refuses Bridge's user or password; correct {StoreOptions.Address}, or pg_hba.conf on the server.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"There is no database for the store {name}; create it, or correct {StoreOptions.Address}.",
            PostgresErrorCodes.InsufficientPrivilege => $"The store {name} does not let Bridge's user do its work ({refusal.MessageText}); "
                + "make that user the owner of the database and its schema.",
            PostgresErrorCodes.DiskFull =>
                $"The store {name} cannot grow: the server's disk is full; free some space, nothing that was stored is lost.",
            PostgresErrorCodes.TooManyConnections =>
                $"The store {name} has no connection left; raise max_connections on the server, or lower Maximum Pool Size in "
                    + $"{StoreOptions.Address}.",
            PostgresErrorCodes.CannotConnectNow => $"The store {name} is starting or stopping.",
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                $"The store {name} can only be read: it is a standby; {StoreOptions.Address} may name all servers, separated by commas.",
            PostgresErrorCodes.LockNotAvailable => $"The store {name} is held by somebody else's long transaction; see pg_stat_activity.",
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
                $"The store {name} lacks a part of its schema ({refusal.MessageText}); restore a backup, or use an empty database.",
            _ => $"PostgreSQL failed on the store {name}: {refusal.MessageText} ({refusal.SqlState})",
        };
}
