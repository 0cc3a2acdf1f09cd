using System.Reflection;
using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// The numbered scripts that make the schema, all in one transaction; the table <c>bridge_schema</c> says which were applied.
/// </summary>
internal static class PostgresMigrations
{
    private const string Folder = "Bridge.Storage.Migrations.Postgres.";
    private const int DigitsOfNumber = 4;

    /// <summary>"Brdg": several forwarders start at once, and one of them migrates while the others wait.</summary>
    private const long LockKey = 0x42726467;

    /// <summary>
    /// A script takes as long as there are rows, and what waits for another forwarder's takes as long as that: <c>Command Timeout</c> is
    /// for everything else.
    /// </summary>
    private const int NoLimit = 0;

    private static readonly Assembly Here = typeof(PostgresMigrations).Assembly;

    private static readonly string[] Scripts =
    [
        .. Here.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    public static int Newest { get; } = Scripts.Max(NumberOf);

    /// <exception cref="StorageException">The database is from a newer Bridge, another program's, or cannot hold every text.</exception>
    public static Task ApplyAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        ApplyAsync(connection, name, Newest, cancellationToken);

    /// <summary>Brings the database to some version and no further, as an older Bridge would have left it.</summary>
    internal static async Task ApplyAsync(NpgsqlConnection connection, string name, int upTo, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(Command("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0", null, cancellationToken));
        await connection.ExecuteAsync(Command("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey }, cancellationToken));
        await RefuseOtherEncodingsAsync(connection, name, cancellationToken);
        var version = await VersionAsync(connection, cancellationToken);
        RefuseNewer(version, name);
        foreach (var script in Scripts.Where(script => NumberOf(script) > version && NumberOf(script) <= upTo))
        {
            await ApplyAsync(connection, script, name, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string script, string name, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(Command(Read(script), null, cancellationToken));
            await connection.ExecuteAsync(
                Command(
                    "INSERT INTO bridge_schema (version, applied_at) VALUES (@Version, now())",
                    new { Version = NumberOf(script) },
                    cancellationToken
                )
            );
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.DuplicateTable)
        {
            throw new StorageException(
                $"The database {name} holds another program's tables ({cause.MessageText}); give Bridge a database of its own.",
                cause
            );
        }
    }

    /// <remarks>A role that may not create anything, such as that of ops, can still work on a schema that is there.</remarks>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isThere = await connection.ExecuteScalarAsync<bool>(
            Command("SELECT to_regclass('bridge_schema') IS NOT NULL", null, cancellationToken)
        );
        if (!isThere)
        {
            await connection.ExecuteAsync(
                Command(
                    "CREATE TABLE bridge_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL)",
                    null,
                    cancellationToken
                )
            );
        }

        return await connection.ExecuteScalarAsync<int>(
            Command("SELECT COALESCE(max(version), 0) FROM bridge_schema", null, cancellationToken)
        );
    }

    private static async Task RefuseOtherEncodingsAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        var encoding = await connection.ExecuteScalarAsync<string>(Command("SHOW server_encoding", null, cancellationToken));
        if (encoding != "UTF8")
        {
            throw new StorageException(
                $"The database {name} is encoded in {encoding}, which cannot hold every text; create one with ENCODING 'UTF8'."
            );
        }
    }

    private static void RefuseNewer(int version, string name)
    {
        if (version > Newest)
        {
            throw new StorageException(
                $"The store {name} was written by a newer version of Bridge (schema {version}, this one knows up to {Newest}); "
                    + "run that version, or use another database."
            );
        }
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: NoLimit, cancellationToken: cancellationToken);

    private static int NumberOf(string script) => int.Parse(script.AsSpan(Folder.Length, DigitsOfNumber));

    private static string Read(string script)
    {
        using var reader = new StreamReader(Here.GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
