using System.Text;
using Bridge.Messaging.Broker;
using Bridge.Support;

namespace Bridge.Messaging;

public class BatchSplitTests
{
    [Test]
    public void Every_part_is_a_batch_no_larger_than_asked_and_together_they_have_every_item_once_and_in_order(
        [Values(1, 2, 700, 1500, 5000, 1_000_000)] int maxBytes
    )
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        var batch = Batch(numbers);

        var parts = BatchSplit.Split(batch, maxBytes);

        Assert.That(
            parts.SelectMany(part => Read(part).Items).Select(item => item.Id),
            Is.EqualTo(numbers.Select(number => new TextWebhook(number).Id))
        );
        Assert.That(parts.Select(part => Read(part).ReceivedAt).Distinct(), Is.EqualTo([EventBatchReader.Read(batch).Batch!.ReceivedAt]));
        Assert.That(parts.Select(part => Read(part).Items.Count), Is.EqualTo(parts.Select(part => part.Items)));
        Assert.That(parts.Where(part => part.Items > 1).Select(part => part.Batch.Length), Is.All.LessThanOrEqualTo(maxBytes));
    }

    [Test]
    public void Halving_ends_at_single_items()
    {
        var parts = new List<BatchPart> { new(Batch([.. Enumerable.Range(1, 20)]), 20) };

        for (var round = 0; round < 20; round++)
        {
            parts = [.. parts.SelectMany(BatchSplit.Halve)];
        }

        Assert.That(parts.Select(part => part.Items), Is.EqualTo(Enumerable.Repeat(1, 20)));
    }

    [TestCase("no batch at all")]
    [TestCase("")]
    [TestCase("[]")]
    [TestCase("""{"schema":1,"receivedAt":"2026-01-01T00:00:00Z","items":[{"id":"1"}""")]
    [TestCase("""{"schema":1,"items":5}""")]
    [TestCase("""{"schema":1,"items":[]}""")]
    public void What_cannot_be_divided_stays_whole(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.That(BatchSplit.Split(bytes, 1), Is.EqualTo([new BatchPart(bytes, 1)]));
        Assert.That(BatchSplit.Count(bytes), Is.EqualTo(1));
    }

    private static EventBatch Read(BatchPart part) => EventBatchReader.Read(part.Batch).Batch!;

    private static byte[] Batch(List<int> numbers)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(output, DateTimeOffset.UnixEpoch, numbers.Select(number => ItemsOf(new TextWebhook(number))));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What stands between the brackets of its batch.</summary>
    private static ReadOnlyMemory<byte> ItemsOf(TextWebhook webhook)
    {
        var text = Encoding.UTF8.GetString(webhook.ToBatch());
        const string Items = "\"items\":[";
        return Encoding.UTF8.GetBytes(text[(text.IndexOf(Items, StringComparison.Ordinal) + Items.Length)..^2]);
    }
}
