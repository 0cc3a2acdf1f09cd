using Bridge.Support;

namespace Bridge.Configuration;

/// <summary>
/// The framework would watch all that lies beside the program, for settings that change, and wake for every page a store writes there.
/// </summary>
public class WatchedFolderTests
{
    [Test]
    [Platform("Linux", Reason = "Who watches is read from /proc.")]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task No_folder_is_watched(CancellationToken cancellationToken)
    {
        using var store = new TemporaryDatabase();
        await using var bridge = BridgeProcess.OfAllParts(store.Path);
        await bridge.StartAsync(cancellationToken);

        var handles = new DirectoryInfo($"/proc/{bridge.Id}/fd").GetFiles().Select(file => file.LinkTarget).ToList();
        await bridge.StopAsync(cancellationToken);

        Assert.That(handles, Has.Some.Contains("bridge.db"));
        Assert.That(handles, Has.None.Contains("inotify"));
    }
}
