using Bridge.Conversations;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Insights;

/// <summary>Each conversation begins once and ends once in what is told of it.</summary>
public class ConversationMarkTests
{
    [Test]
    public void It_begins_once_although_an_earlier_message_comes_late()
    {
        var thread = new CoreThread();
        var told = thread.TellAll(In("10:05")).Concat(thread.TellAll(In("10:00"))).ToList();

        Assert.That(told.Count(one => one.Mark!.Value.Begins), Is.EqualTo(1));
        Assert.That(told[1].Mark!.Value.OpenedAt, Is.EqualTo(At("10:00").ToUnixTimeMilliseconds()));
    }

    [Test]
    public void A_template_begins_none_and_the_answer_to_it_does()
    {
        var thread = new CoreThread();
        var told = thread.TellAll(Campaign("10:00"), In("11:00"), In("11:01"));

        Assert.That(told.Select(one => one.Mark!.Value.Begins), Is.EqualTo((bool[])[false, true, false]));
        Assert.That(told.Select(one => one.Mark!.Value.Replies), Is.EqualTo((int[])[0, 1, 0]));
        Assert.That(told.Select(one => one.Mark!.Value.OpenedAt).Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_person_replies_once_to_each_turn_of_the_business()
    {
        var told = new CoreThread().TellAll(In("10:00"), Out("10:01"), Out("10:02"), In("10:03"), In("10:04"), Out("10:05"), In("10:06"));

        Assert.That(told.Sum(one => one.Mark!.Value.Replies), Is.EqualTo(2));
    }

    [Test]
    public void Replies_are_as_many_in_whatever_order_messages_come([Range(1, 60)] int seed)
    {
        var facts = Enumerable
            .Range(0, 12)
            .Select(minute => (seed + minute * minute) % 3 == 0 ? Out($"10:{minute:00}") : In($"10:{minute:00}"));
        var inOrder = new CoreThread().TellAll([.. facts]).Sum(one => one.Mark!.Value.Replies);
        ConversationFact[] shuffled = [.. facts];
        new Random(seed).Shuffle(shuffled);

        var thread = new CoreThread();
        var oneByOne = shuffled.Chunk(1 + (seed % 4)).Sum(some => thread.TellAll(some).Sum(one => one.Mark!.Value.Replies));

        Assert.That(oneByOne, Is.EqualTo(inOrder));
    }

    [Test]
    public void It_ends_once_whoever_says_so_and_in_whatever_order()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"));
        var told = thread.TellAll(Resolved("10:20")).Concat(thread.TellAll(Resolved("10:10"), Resolved("10:30"))).ToList();

        Assert.That(told.Count(one => one.Mark is { Ends: true }), Is.EqualTo(1));
        Assert.That(thread.Wait("9.00:00"), Is.Empty);
    }

    [Test]
    public void What_silence_ended_a_later_word_ends_no_more()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"));

        var silent = thread.Wait("3.00:00").Single();
        var said = thread.TellAll(Resolved("12:00"));

        Assert.That(silent.Mark, Is.EqualTo(new ConversationMark(At("10:00").ToUnixTimeMilliseconds()) { Ends = true }));
        Assert.That(said[0].Mark, Is.Null, "a repetition");
    }
}
