namespace Bridge.Storage;

/// <summary>Files that hold what people wrote and who they are: made for the user that runs Bridge and for nobody else.</summary>
internal static class PrivateFile
{
    /// <summary>Mode 0600, whatever the umask leaves.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Endings = ["", "-wal", "-shm", ".lock"];

    /// <summary>A file that is made so when it is not there; one that is there keeps its mode.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Of a database and what lies beside it, the files that others than their owner may use.</summary>
    public static IReadOnlyList<string> FindOpenOnes(string database) =>
        [.. Endings.Select(ending => database + ending).Where(path => File.Exists(path) && IsForOthers(path))];

    private static bool IsForOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None;
}
