using Bridge.Support;

namespace Bridge.Messaging;

/// <summary>
/// The folder of the spool goes away and comes back, as a disk does that is unmounted: what fails is answered, and what comes later is
/// stored.
/// </summary>
internal sealed class LostFolderTests
{
    private DirectoryInfo _folder = null!;

    private string Away => _folder.FullName + ".away";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bridge-test-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Every_lane_goes_on_after_webhooks_that_neither_broker_nor_spool_could_take()
    {
        var rig = new BrokerRig("amqp://guest:guest@127.0.0.1:1");
        await using var receiver = await rig.StartReceiverAsync(
            ("Spool:Path", Path.Combine(_folder.FullName, "spool.db")),
            ("Broker:MaxPublishesInFlight", "2")
        );
        var before = await receiver.PostAsync(new TextWebhook(1));

        Directory.Move(_folder.FullName, Away);
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(2, 9));
        Directory.Move(Away, _folder.FullName);
        var after = await receiver.PostAsync(TextWebhook.Many(2, 9));

        Assert.That(before, Is.EqualTo([200]));
        Assert.That(meanwhile, Is.All.EqualTo(503));
        Assert.That(after, Is.All.EqualTo(200));
    }
}
