using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

/// <summary>From <c>Store:ConnectionString</c> to the path of the file.</summary>
internal static class DatabaseFile
{
    /// <exception cref="StorageException">It names no file, or its folder does not exist.</exception>
    public static string PathOf(string connectionString)
    {
        var path = Path.GetFullPath(DataSource(connectionString));
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new StorageException($"The folder of the store {path} does not exist; create it, or change Store:ConnectionString (STORE).");
        }

        return path;
    }

    private static string DataSource(string connectionString)
    {
        var source = IsPath(connectionString) ? connectionString : Parse(connectionString);
        return source is "" or ":memory:" ? throw NotAFile() : source;
    }

    private static bool IsPath(string connectionString) =>
        !connectionString.Contains('=', StringComparison.Ordinal) || File.Exists(connectionString);

    private static string Parse(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource;
        }
        catch (ArgumentException)
        {
            throw NotAFile();
        }
    }

    private static StorageException NotAFile() =>
        new("Store:ConnectionString (STORE) must be the path of a file, or \"Data Source=\" and the path.");
}
