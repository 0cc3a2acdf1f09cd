using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>
/// The numbered scripts that make the schema, each applied once, and what a file lacks in one transaction, which the disk takes once;
/// <c>PRAGMA user_version</c> says how far a file is.
/// </summary>
internal static class SqliteMigrations
{
    private const string Folder = "Bridge.Storage.Migrations.Sqlite.";
    private const int DigitsOfNumber = 4;

    /// <summary>"Brdg": marks the file as Bridge's, so that another program's database is not written to.</summary>
    private const long ApplicationId = 0x42726467;

    private static readonly Assembly Here = typeof(SqliteMigrations).Assembly;

    private static readonly string[] Scripts =
    [
        .. Here.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    public static int Newest { get; } = Scripts.Max(NumberOf);

    /// <exception cref="StorageException">The file is another program's, or from a newer Bridge.</exception>
    public static void Apply(SqliteConnection connection) => Apply(connection, Newest);

    /// <summary>Brings the file to some version and no further, as an older Bridge would have left it.</summary>
    internal static void Apply(SqliteConnection connection, int upTo)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        RefuseForeign(connection);
        RefuseNewer(connection, version);
        var lacking = Scripts.Where(script => NumberOf(script) > version && NumberOf(script) <= upTo).ToList();
        if (lacking.Count > 0)
        {
            Apply(connection, lacking);
        }
    }

    /// <exception cref="StorageException">The file is another program's, or its schema is not the one this version knows.</exception>
    public static void RequireNewest(SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        RefuseForeign(connection);
        RefuseNewer(connection, version);
        if (version < Newest)
        {
            throw new StorageException(
                $"An older version of Bridge runs on the store {connection.DataSource} (schema {version}, "
                    + $"this one needs {Newest}); use that version, or stop it first."
            );
        }
    }

    private static void Apply(SqliteConnection connection, List<string> scripts)
    {
        using var transaction = connection.BeginTransaction();
        scripts.ForEach(script => connection.Execute(Read(script), transaction: transaction));
        connection.Execute($"PRAGMA user_version = {NumberOf(scripts[^1])}", transaction: transaction);
        transaction.Commit();
    }

    private static void RefuseForeign(SqliteConnection connection)
    {
        var isEmpty = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master") == 0;
        if (!isEmpty && connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
        {
            throw new StorageException($"The database {connection.DataSource} belongs to another program; configure another file.");
        }
    }

    private static void RefuseNewer(SqliteConnection connection, int version)
    {
        if (version > Newest)
        {
            throw new StorageException(
                $"The store {connection.DataSource} was written by a newer version of Bridge (schema {version}, "
                    + $"this one knows up to {Newest}); run that version, or use another file."
            );
        }
    }

    private static int NumberOf(string script) => int.Parse(script.AsSpan(Folder.Length, DigitsOfNumber));

    private static string Read(string script)
    {
        using var reader = new StreamReader(Here.GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
