using System.Runtime.Versioning;
using Bridge.DeadLetters;
using Bridge.Ops;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Storage;

/// <summary>What holds people's messages and numbers is for the user that runs Bridge, whatever the umask leaves.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public class PrivateFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Test]
    public async Task The_store_the_spool_their_logs_and_locks_are_for_their_owner_alone()
    {
        await using var rig = await OpsRig.StartAsync();
        await rig.KillAsync(1, 1);
        var folder = Path.GetDirectoryName(rig.Bridge.Services.GetRequiredService<SqliteDatabase>().Path)!;

        var files = Directory.GetFiles(folder);

        Assert.That(files.Select(Path.GetExtension), Is.SupersetOf((string[])[".db", ".lock", ".db-wal"]));
        Assert.That(files.Where(file => File.GetUnixFileMode(file) != OwnerOnly), Is.Empty);
    }

    [Test]
    public async Task An_export_is_for_its_owner_alone()
    {
        await using var api = await ApiRig.StartAsync();
        using var place = new TemporaryDatabase();

        var (exitCode, _, error) = await api.TypeAsync("export", "--out", place.Path);

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(File.GetUnixFileMode(place.Path), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public async Task Check_warns_of_a_store_that_others_may_read()
    {
        await using var store = await EmbeddedStoreAsync();
        File.SetUnixFileMode(store.Services.GetRequiredService<SqliteDatabase>().Path, OwnerOnly | UnixFileMode.GroupRead);

        var result = await store.Services.GetServices<SelfCheck>().Single(check => check.Part == "store").RunAsync(CancellationToken.None);

        Assert.That(result.IsWarning, Is.True);
        Assert.That(result.Fix, Does.Contain("chmod 600"));
    }

    private static Task<BridgeHost> EmbeddedStoreAsync() => BridgeHost.StartAsync();
}
