using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bridge.Storage;

/// <summary>The store cannot do its work. The message is one sentence for the operator: what is wrong and what to do.</summary>
/// <remarks>Thrown at start it ends the process with exit code 1; thrown by a write, that write may be repeated.</remarks>
internal sealed class StorageException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Another Bridge on this machine owns the file.</summary>
    public bool IsInUse { get; init; }

    /// <summary>Whether waiting helps.</summary>
    public StorageFault Fault { get; init; }

    /// <summary>It may pass without anybody changing the configuration, as when a server restarts.</summary>
    public bool MayPass { get; init; }

    /// <summary>
    /// Whether a failure lies in what was to be stored, so that everything else can be stored. What nobody expects counts so too: one item
    /// less at its place, where it can be seen, is better than an intake that waits for ever.
    /// </summary>
    public static bool BlamesContents(Exception failure) =>
        failure switch
        {
            StorageException told => told.Fault == StorageFault.Contents,
            OperationCanceledException or ObjectDisposedException or OutOfMemoryException or IOException or TimeoutException => false,
            _ => true,
        };

    /// <summary>
    /// A failure as a sentence for the operator; what is not the store's own words is only named, for it may repeat contents.
    /// </summary>
    public static string Tell(Exception failure) =>
        failure is StorageException ? failure.Message : $"It fails with {failure.GetType().Name}; see the log.";

    internal static StorageException From(SqliteException cause, string path) =>
        new(Sentence(cause, path), cause) { Fault = FaultOf(cause) };

    private static StorageFault FaultOf(SqliteException cause) =>
        cause.SqliteErrorCode is SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH ? StorageFault.Contents : StorageFault.Store;

    private static string Sentence(SqliteException cause, string path) =>
        cause.SqliteErrorCode switch
        {
            SQLITE_FULL => $"The store {path} cannot grow: the disk is full or Store:MaxBytes is reached; "
                + "free some space, nothing that was stored is lost.",
            SQLITE_READONLY or SQLITE_PERM =>
                $"The store {path} cannot be written; give the user that runs Bridge write access to the file and its folder.",
            SQLITE_CANTOPEN =>
                $"The store {path} cannot be opened; check that it is a file and that the user that runs Bridge may write to its folder.",
            SQLITE_NOTADB => $"The file {path} is not a SQLite database; move it away, or configure another file.",
            SQLITE_CORRUPT =>
                $"The store {path} is damaged; keep a copy of it with its -wal file, run \"sqlite3 {path} .recover\", or restore a backup.",
            SQLITE_BUSY or SQLITE_LOCKED => $"The store {path} is locked by another program, such as a sqlite3 shell; close that program.",
            SQLITE_IOERR =>
                $"The disk refuses to read or write the store {path} (SQLite error {cause.SqliteExtendedErrorCode}); check the disk.",
            _ => $"SQLite failed on the store {path}: {cause.Message}",
        };
}

/// <summary>Where it lies that something was not stored.</summary>
internal enum StorageFault
{
    /// <summary>In the store: it is away, full, locked, or not as Bridge made it. The same may be stored later.</summary>
    Store,

    /// <summary>In what was to be stored: a column, a constraint or an index refuses it, now and later.</summary>
    Contents,
}
