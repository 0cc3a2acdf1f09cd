using System.Buffers;
using System.Text;
using Bridge.Support;

namespace Bridge.Messaging;

/// <summary>Memory that is rented for what is made durable, and goes back when nobody needs it.</summary>
public class PooledBytesTests
{
    [Test]
    public void However_much_is_written_in_whatever_pieces_comes_out_as_it_went_in(
        [Values(1, 16, 5000)] int expected,
        [Values(1, 100, 70_000)] int piece
    )
    {
        using var bytes = new PooledBytes(expected);
        var all = Enumerable.Range(0, 40 * piece).Select(number => (byte)number).ToArray();

        foreach (var part in all.Chunk(piece))
        {
            bytes.Write(part);
        }

        Assert.That(bytes.Written.ToArray(), Is.EqualTo(all));
    }

    [Test]
    public void What_was_given_back_cannot_be_read_or_written_any_more()
    {
        var bytes = new PooledBytes(1);
        bytes.Write("1"u8);

        bytes.Dispose();

        Assert.That(() => bytes.Written, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => bytes.Write("2"u8), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Memory_goes_back_once_however_often_it_is_given()
    {
        var bytes = new PooledBytes(5000);
        bytes.Dispose();
        bytes.Dispose();

        using var one = new PooledBytes(5000);
        using var other = new PooledBytes(5000);
        one.Write("one"u8);
        other.Write("other"u8);

        Assert.That(Encoding.UTF8.GetString(one.Written.Span), Is.EqualTo("one"));
    }

    [Test]
    public async Task What_a_request_no_longer_waits_for_is_stored_whole_while_others_rent_and_give_back()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new EmbeddedStore(file);
        using var gone = new CancellationTokenSource();
        var webhooks = TextWebhook.Many(1, 50);
        using (bridge.HoldWriter())
        {
            var waiting = webhooks.Select(webhook => bridge.Publisher.PublishAsync(webhook.Translate(), gone.Token)).ToList();
            await gone.CancelAsync();
            Assert.That(async () => await Task.WhenAll(waiting), Throws.InstanceOf<OperationCanceledException>());
            TextWebhook.Many(51, 100).ToList().ForEach(webhook => EventBatchWriter.Items(webhook.Translate()).Dispose());
        }

        await bridge.Publisher.PublishAsync(new TextWebhook(0).Translate(), CancellationToken.None);

        Assert.That(
            Read(await bridge.Spool.ReadOldestAsync(int.MaxValue, CancellationToken.None)),
            Is.SupersetOf(webhooks.Select(Written))
        );
    }

    private static IEnumerable<string> Read(IEnumerable<Storage.Sqlite.SpoolRow> rows) =>
        rows.SelectMany(row => EventBatchReader.Read(row.Batch).Batch!.Items).Select(item => Encoding.UTF8.GetString(item.Payload.Span));

    private static string Written(TextWebhook webhook) =>
        Encoding.UTF8.GetString(EventBatchReader.Read(webhook.ToBatch()).Batch!.Items.Single().Payload.Span);
}
