namespace Bridge.Storage;

/// <summary>Ownership of a database file by one process: an open, unshared file beside it, which the operating system releases even after kill -9.</summary>
/// <remarks>The lock file stays when Bridge ends: deleting it would let two processes lock two files of the same name.</remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another Bridge owns the file, or the folder cannot be written.</exception>
    public static DatabaseLock Take(string databasePath, string setting)
    {
        try
        {
            return new DatabaseLock(new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new StorageException($"The folder of the store {databasePath} cannot be written; give the user that runs Bridge write access.", cause);
        }
        catch (IOException cause)
        {
            throw new StorageException($"The store {databasePath} is in use by another Bridge; stop that one, or give this one its own {setting}.", cause) { IsInUse = true };
        }
    }

    public void Dispose() => _file.Dispose();
}
