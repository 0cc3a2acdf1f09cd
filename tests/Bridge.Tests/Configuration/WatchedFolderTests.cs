using Bridge.Support;

namespace Bridge.Configuration;

/// <summary>
/// The framework would watch all that lies beside the program, for settings that change, and wake for every page a store writes there.
/// </summary>
public class WatchedFolderTests
{
    [Test]
    [Platform("Linux", Reason = "Who watches is read from /proc.")]
    [CancelAfter(60_000)]
    public async Task No_folder_is_watched(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-watched-");
        await using var bridge = new BridgeProcess(
            new Dictionary<string, string>
            {
                ["META_APP_SECRET"] = SignedRequest.Secret,
                ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
                ["COLLECTOR_URL"] = "http://127.0.0.1:9",
                ["COLLECTOR_WRITE_KEY"] = "key",
                ["STORE"] = Path.Combine(folder.FullName, "bridge.db"),
            }
        );
        await bridge.StartAsync(cancellationToken);

        var handles = new DirectoryInfo($"/proc/{bridge.Id}/fd").GetFiles().Select(file => file.LinkTarget).ToList();
        await bridge.StopAsync(cancellationToken);
        folder.Delete(recursive: true);

        Assert.That(handles, Has.Some.Contains("bridge.db"));
        Assert.That(handles, Has.None.Contains("inotify"));
    }
}
