namespace Bridge.Support;

/// <summary>
/// The temporary folder of this run, for its tests and the processes they start: what is in it at the end a test left behind.
/// </summary>
internal static class ScratchFolder
{
    private const string Variable = "TMPDIR";

    private static string? s_before;
    private static DirectoryInfo? s_folder;

    public static void Open()
    {
        s_before = Environment.GetEnvironmentVariable(Variable);
        s_folder = Directory.CreateTempSubdirectory("bridge-tests-");
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL's processes, which are another user's, go through it.
            s_folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        Environment.SetEnvironmentVariable(Variable, s_folder.FullName);
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0"); // who is killed would leave its pipes
    }

    /// <summary>Deletes it.</summary>
    /// <returns>The names of what was in it.</returns>
    public static IReadOnlyList<string> Close()
    {
        Environment.SetEnvironmentVariable(Variable, s_before);
        List<string> left = [.. s_folder!.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];
        s_folder.Delete(recursive: true);
        return left;
    }
}
