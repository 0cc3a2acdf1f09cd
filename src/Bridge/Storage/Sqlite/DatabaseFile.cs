using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>From a setting such as <c>Store:ConnectionString</c> to the path of the file.</summary>
internal static class DatabaseFile
{
    /// <exception cref="StorageException">It names no file, or its folder does not exist.</exception>
    public static string PathOf(string connectionString, string setting = StoreOptions.Address)
    {
        var path = Resolve(Path.GetFullPath(DataSource(connectionString) ?? throw NotAFile(setting)));
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new StorageException($"The folder of {path} does not exist; create it, or change {setting}.");
        }

        return path;
    }

    /// <summary>The file itself when the path is a symbolic link, so that one file has one name.</summary>
    private static string Resolve(string path)
    {
        try
        {
            return new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
        }
        catch (IOException cause)
        {
            throw new StorageException(
                $"The store {path} is a symbolic link that leads nowhere; correct the link ({cause.Message}).",
                cause
            );
        }
    }

    private static string? DataSource(string connectionString)
    {
        var source = IsPath(connectionString) ? connectionString : Parse(connectionString);
        return source is "" or ":memory:" ? null : source;
    }

    private static bool IsPath(string connectionString) =>
        !connectionString.Contains('=', StringComparison.Ordinal) || File.Exists(connectionString);

    private static string? Parse(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static StorageException NotAFile(string setting) =>
        new(
            $"{setting} must be the path of a file, or \"Data Source=\" and the path; a PostgreSQL database needs Store:Provider postgres."
        );
}
