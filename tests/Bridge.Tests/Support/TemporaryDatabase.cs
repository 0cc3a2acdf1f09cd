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
            using var source = new FileStream(Path + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(copy.Path + suffix);
            source.CopyTo(target);
        }

        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
