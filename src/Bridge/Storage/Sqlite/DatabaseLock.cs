namespace Bridge.Storage.Sqlite;

/// <summary>Lock on a database file by one process: open, unshared files, which the operating system releases even after kill -9.</summary>
/// <remarks>
/// One is a file beside it, which stays when Bridge ends: deleting it would let two processes lock two files of the same name. The other,
/// where locks do not keep SQLite out, is the database itself: it has one inode, however many links or mounts lead to it. SQLite's own
/// locks are of another kind (fcntl), and end when the process closes the file anywhere: so this must be the last to close it.
/// </remarks>
internal sealed class DatabaseLock : IDisposable
{
    /// <summary>As <c>flock</c> says it.</summary>
    private const int WouldBlock = 11;

    private const int WouldBlockOnMac = 35;

    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    private readonly FileStream _beside;
    private readonly FileStream? _file;

    private DatabaseLock(FileStream beside, FileStream? file) => (_beside, _file) = (beside, file);

    /// <exception cref="StorageException">Another Bridge owns the file, or the folder cannot be written.</exception>
    public static DatabaseLock Take(string databasePath, string setting)
    {
        FileStream? beside = null;
        try
        {
            beside = Open(databasePath + ".lock");
            return new DatabaseLock(beside, OpenItself(databasePath));
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new StorageException(
                $"The folder of the store {databasePath} cannot be written; give the user that runs Bridge write access.",
                cause
            );
        }
        catch (IOException cause) when (!IsTaken(cause))
        {
            beside?.Dispose();
            throw new StorageException(
                $"The store {databasePath} cannot be opened for writing ({cause.Message.TrimEnd('.')}); "
                    + $"mount its folder so that it can be written, or name another file with {setting}.",
                cause
            );
        }
        catch (IOException cause)
        {
            beside?.Dispose();
            throw new StorageException(
                $"The store {databasePath} is in use by another Bridge; stop that one, or give this one its own {setting}.",
                cause
            )
            {
                IsInUse = true,
            };
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _beside.Dispose();
    }

    /// <summary>Whether somebody else has it open; otherwise there is no such folder, or nothing can be written there.</summary>
    private static bool IsTaken(IOException cause) => cause.HResult is WouldBlock or WouldBlockOnMac or SharingViolation or LockViolation;

    /// <returns>Null where it cannot be opened; SQLite finds the words for that.</returns>
    private static FileStream? OpenItself(string databasePath)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null : Open(databasePath);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <remarks>What SQLite makes beside the file, its log, has the file's mode.</remarks>
    private static FileStream Open(string path) => PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
