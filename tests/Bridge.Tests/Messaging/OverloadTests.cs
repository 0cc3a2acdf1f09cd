using System.Buffers;
using Bridge.Messaging.Broker;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Messaging;

/// <summary>What waits to be made durable is bounded, in count and in bytes, whatever the disk and the broker do.</summary>
public class OverloadTests
{
    [Test]
    public async Task While_the_disk_hangs_so_many_webhooks_wait_and_the_next_is_refused_until_there_is_room_again()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new EmbeddedStore(file);
        List<Task<PublishResult>> waiting;
        PublishResult more;
        using (bridge.HoldWriter())
        {
            waiting = [.. Enumerable.Range(0, WaitingBound.MaxCount).Select(number => PublishAsync(bridge, number))];
            more = await PublishAsync(bridge, WaitingBound.MaxCount);
        }

        Assert.That(await Task.WhenAll(waiting), Is.All.EqualTo(PublishResult.Stored));
        Assert.That(more, Is.EqualTo(PublishResult.Overloaded));
        Assert.That(await PublishAsync(bridge, WaitingBound.MaxCount + 1), Is.EqualTo(PublishResult.Stored));
        Assert.That(bridge.Spool.Bytes, Is.EqualTo(await BytesInAsync(bridge)), "what was refused takes no room in the spool");
    }

    [Test]
    public async Task While_the_broker_takes_nothing_so_many_webhooks_wait_and_the_next_is_refused()
    {
        await using var receiver = Receiver();
        var group = receiver.Services.GetRequiredService<PublishGroup>(); // not started: nothing leaves

        var waiting = Enumerable.Range(0, WaitingBound.MaxCount).Select(_ => group.JoinAsync(Items(1))).ToList();

        Assert.That(waiting.Exists(one => one.IsCompleted), Is.False);
        Assert.That(await group.JoinAsync(Items(1)), Is.EqualTo(PublishResult.Overloaded));
    }

    [Test]
    public async Task While_the_broker_takes_nothing_so_many_bytes_wait_and_what_would_exceed_them_is_refused()
    {
        await using var receiver = Receiver();
        var group = receiver.Services.GetRequiredService<PublishGroup>();
        const int Size = 1 << 20;

        var waiting = Enumerable.Range(0, (int)(WaitingBound.MaxBytes / Size)).Select(_ => group.JoinAsync(Items(Size))).ToList();

        Assert.That(waiting.Exists(one => one.IsCompleted), Is.False);
        Assert.That(await group.JoinAsync(Items(1)), Is.EqualTo(PublishResult.Overloaded));
    }

    private static EncodedItems Items(int bytes)
    {
        var written = new PooledBytes(bytes + 2);
        written.Write(new byte[bytes + 2]);
        return new EncodedItems(written, 1, 0, 0);
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Receiver() =>
        Program
            .CreateBuilder(
                BridgeHost
                    .RequiredSettings.Append(new("Role", "receive"))
                    .Append(new("Broker:Url", "amqp://127.0.0.1:9"))
                    .Append(new("Spool:Enabled", "false"))
            )
            .Build();

    private static Task<PublishResult> PublishAsync(EmbeddedStore bridge, int number) =>
        bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(number)), CancellationToken.None);

    private static Task<long> BytesInAsync(EmbeddedStore bridge) =>
        bridge.Writer.RunAsync(
            session =>
            {
                var query = session.Statement("SELECT SUM(bytes) FROM spool");
                query.Read();
                var bytes = query.GetInt64(0);
                query.Reset();
                return bytes;
            },
            CancellationToken.None
        );
}
