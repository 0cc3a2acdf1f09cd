using System.Text;
using Bridge.Core.Translation;
using Bridge.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Messaging;

internal sealed class EventBatchProperties
{
    [Test]
    public void Whatever_bytes_could_not_be_read_survive_the_batch() =>
        Prop.ForAll<byte[], NonNull<string>, string?>(Survives).QuickCheckThrowOnFailure();

    [Test]
    public void Whatever_the_groups_every_event_comes_out_once_and_in_order() =>
        Prop.ForAll<byte[]>(ComesOutInOrder).QuickCheckThrowOnFailure();

    [Test]
    public void A_damaged_batch_is_read_or_told_but_never_thrown() =>
        Prop.ForAll<ushort, byte, ushort>(IsReadOrTold).QuickCheckThrowOnFailure();

    private static bool Survives(byte[] raw, NonNull<string> reason, string? source)
    {
        var unreadable = new Unreadable(EventBatchReader.IdOf(raw), reason.Get, source, raw, IsJson: false);

        var item = EventBatchReader.Read(Translations.Batch(Translations.Of(unreadable))).Batch!.Items.Single();

        return item.Payload.Span.SequenceEqual(raw)
            && item.Id == unreadable.Id
            && item.Reason == AsUtf8(reason.Get)
            && item.Source == AsUtf8(source);
    }

    private static bool ComesOutInOrder(byte[] groupSizes)
    {
        var number = 0;
        var groups = groupSizes
            .Select(size => Enumerable.Range(0, size % 5).Select(_ => Translations.Event(number++)).ToArray())
            .Where(group => group.Length > 0)
            .ToArray();

        var batch = EventBatchReader.Read(Translations.Batch(groups.Select(group => Translations.Of(group)))).Batch!;

        return batch
            .Items.Select(item => Encoding.UTF8.GetString(item.Payload.Span))
            .SequenceEqual(groups.SelectMany(group => group).Select(Translations.Json));
    }

    private static bool IsReadOrTold(ushort position, byte value, ushort cut)
    {
        var batch = Translations.Batch(Translations.Of(Translations.Event(1)), Translations.Of(Translations.Unreadable("""{"a":1}""")));
        batch[position % batch.Length] = value;

        var (result, problem) = EventBatchReader.Read(batch.AsMemory(0, cut % 3 == 0 ? cut % batch.Length : batch.Length));

        return (result is null) != (problem is null);
    }

    /// <summary>Half of a surrogate pair cannot be written in UTF-8.</summary>
    private static string? AsUtf8(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
