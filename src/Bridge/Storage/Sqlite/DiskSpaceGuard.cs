namespace Bridge.Storage.Sqlite;

/// <summary>
/// Keeps room for working off what was accepted: taking in and delivering write too, and on a disk filled to the last page nothing could
/// ever be deleted again.
/// </summary>
internal sealed class DiskSpaceGuard(string path, StoreOptions options)
{
    /// <summary>Webhooks are refused once the file is this full, in percent of <c>Store:MaxBytes</c>.</summary>
    private const int AcceptUpTo = 90;

    /// <summary>On Unix any path stands for its file system; elsewhere the root of the drive does.</summary>
    private readonly DriveInfo _drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : Path.GetDirectoryName(path)!);

    /// <summary>Null when the disk does not say.</summary>
    public long? FreeBytes
    {
        get
        {
            try
            {
                return FreeOnDisk();
            }
            catch (StorageException)
            {
                return null;
            }
        }
    }

    /// <summary>To be asked before accepting more; only on the thread of <paramref name="session"/>.</summary>
    /// <exception cref="StorageException">Too little room is left.</exception>
    public void Require(SqliteSession session)
    {
        if (options.MaxBytes > 0 && Pages(session, "page_count - freelist_count") > options.MaxBytes * AcceptUpTo / 100)
        {
            throw new StorageException(
                $"The store {path} holds {AcceptUpTo} % of Store:MaxBytes; the rest is for what was accepted already."
            );
        }

        var free = FreeOnDisk();
        if (free < options.KeepFreeBytes && free + Pages(session, "freelist_count") < options.KeepFreeBytes)
        {
            throw new StorageException(
                $"The disk of the store {path} has less than Store:KeepFreeBytes ({options.KeepFreeBytes}) left; free some space."
            );
        }
    }

    private long FreeOnDisk()
    {
        try
        {
            return _drive.AvailableFreeSpace;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"The folder of the store {path} cannot be looked at ({cause.Message.TrimEnd('.')}); "
                    + "see whether its disk is still mounted.",
                cause
            );
        }
    }

    /// <summary>The size of so many of the file's pages, in bytes. The free ones are room inside the file.</summary>
    private static long Pages(SqliteSession session, string which)
    {
        var query = session.Statement($"SELECT ({which}) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
        query.Read();
        var bytes = query.GetInt64(0);
        query.Reset();
        return bytes;
    }
}
