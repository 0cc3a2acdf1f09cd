using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>What becomes known late, or in another order than it happened.</summary>
public class CoreLateTests
{
    [Test]
    public void Every_conversation_that_a_CRM_ends_is_told_to_be_over_once_in_whatever_order_that_becomes_known()
    {
        var first = In("10:00");
        ConversationFact[] said = [Resolved("10:30"), Resolved("10:31"), In("11:00"), Resolved("11:30"), Resolved("11:32")];

        foreach (var order in Permutations(said))
        {
            var thread = new CoreThread();
            thread.Tell(first);

            var left = order.Count(fact => !thread.TellAll(fact)[0].IsRepeat && fact.Step.Kind == StepKind.Resolved);

            var derived = thread.DerivedNames.Count(name => name == "chat.resolved");
            Assert.That(left + derived, Is.EqualTo(2), string.Join(", ", order.Select(fact => fact.About.HappenedAt)));
        }
    }

    [Test]
    public void What_comes_late_belongs_to_the_conversation_of_its_time_and_reopens_nothing()
    {
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));
        thread.Tell(Resolved("10:30"));
        thread.Tell(In("10:40"));

        var late = thread.Tell(Out("10:20", ServiceMode.Bot));

        Assert.That(IdOf(late), Is.EqualTo(IdOf(first)));
        Assert.That((int?)late["responseSeconds"], Is.EqualTo(1200));
    }

    [Test]
    public void What_comes_after_silence_was_told_belongs_to_it_and_tells_no_second_end()
    {
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));
        thread.Wait("2.00:00");

        var late = thread.Tell(In("20:00"));
        var next = thread.Tell(In("1.15:00"));

        Assert.That(IdOf(late), Is.EqualTo(IdOf(first)));
        Assert.That(thread.State.ToBytes(), Is.Not.Empty);
        Assert.That(IdOf(next), Is.Not.EqualTo(IdOf(first)), "its end was told, and stays where it was told");
        Assert.That(thread.Wait("9.00:00").Single().NaturalKey, Does.EndWith(":2"));
    }

    [Test]
    public void A_late_message_between_two_makes_them_one_and_the_ids_that_were_told_stay()
    {
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));
        var apart = thread.Tell(In("1.20:00"));

        var between = thread.Tell(In("1.03:00"));
        var after = thread.Tell(In("1.21:00"));

        Assert.That(IdOf(apart), Is.Not.EqualTo(IdOf(first)));
        Assert.That((IdOf(between), IdOf(after)), Is.EqualTo((IdOf(first), IdOf(first))));
        Assert.That(thread.Wait("9.00:00"), Has.Count.EqualTo(1));
    }
}
