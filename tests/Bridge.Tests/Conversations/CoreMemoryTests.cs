using Bridge.Core.Conversations;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>What is remembered of a conversation, for how long, and of how much.</summary>
public class CoreMemoryTests
{
    [Test]
    public void What_was_forgotten_begins_anew_without_a_second_contact_and_without_an_id_that_was_used()
    {
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));
        Assert.That(thread.Last!.ForgetAt, Is.EqualTo(At("400.10:00")));
        thread.State = thread.State.Forget();

        var next = thread.Tell(In("500.00:00"));

        Assert.That(IdOf(next), Is.Not.EqualTo(IdOf(first)));
        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
    }

    [Test]
    public void More_facts_than_are_remembered_one_by_one_are_counted_all_the_same()
    {
        var thread = new CoreThread();
        var id = IdOf(thread.Tell(In("10:00")));
        for (var minute = 1; minute <= 200; minute++)
        {
            thread.Tell(
                minute % 2 == 0 ? In($"{10 + (minute / 60)}:{minute % 60:00}") : Out($"{10 + (minute / 60)}:{minute % 60:00}", agent: "a1")
            );
        }

        var late = thread.Tell(In("10:00:30"));
        var resolved = thread.Tell(Resolved("14:00"));

        Assert.That(IdOf(late), Is.EqualTo(id));
        Assert.That(
            (IdOf(resolved), (int?)resolved["messageCount"], (int?)resolved["durationMinutes"], (int?)resolved["firstResponseSeconds"]),
            Is.EqualTo((id, 202, 200, 60))
        );
        Assert.That(thread.State.ToBytes(), Has.Length.LessThan(800));
    }

    [Test]
    public void Silence_that_nobody_told_yet_is_not_lost_among_more_facts_than_are_remembered()
    {
        var thread = new CoreThread(new() { ResolveAfter = TimeSpan.FromSeconds(30) });
        for (var minute = 0; minute < 59; minute++)
        {
            thread.Tell(In($"10:{minute:00}"));
        }

        Assert.That(thread.Wait("12:00"), Has.Count.EqualTo(59));
        Assert.That(thread.Wait("12:00"), Is.Empty);
        Assert.That(thread.Derived.Skip(1).Select(told => told.Id), Is.Unique);
    }

    [Test]
    public void Bytes_that_are_no_state_are_those_of_somebody_known()
    {
        var bytes = new CoreThread().State.ToBytes();

        Assert.That(ConversationState.Read([]).IsContactKnown, Is.True);
        Assert.That(ConversationState.Read([9, 9, 9]).IsContactKnown, Is.True);
        Assert.That(ConversationState.Read(bytes).IsContactKnown, Is.False);
        Assert.That(ConversationState.Read([.. bytes, 99, 2, 1, 1]).IsContactKnown, Is.False, "a part of a newer version");
    }
}
