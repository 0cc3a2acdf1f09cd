namespace Bridge.Support;

/// <summary>A folder of its own for a store's files, deleted at the end.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "bridge.db");

    /// <summary>The files as kill -9 at this moment would leave them, in a folder of their own.</summary>
    public TemporaryDatabase AfterCrash()
    {
        var copy = new TemporaryDatabase();
        foreach (var suffix in new[] { "", "-wal" })
        {
            // Not by this process: .NET would respect the lock, and closing the file would end SQLite's.
            using var copying = System.Diagnostics.Process.Start("cp", [Path + suffix, copy.Path + suffix]);
            copying.WaitForExit();
            Assert.That(copying.ExitCode, Is.Zero, "cp copies");
        }

        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
