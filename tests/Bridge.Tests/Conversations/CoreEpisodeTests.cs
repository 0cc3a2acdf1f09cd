using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>What opens a conversation and what ends it.</summary>
public class CoreEpisodeTests
{
    [Test]
    public void The_first_message_opens_a_conversation_and_the_others_belong_to_it()
    {
        var thread = new CoreThread();

        var first = thread.Tell(In("10:00"));
        var answer = thread.Tell(Out("10:01"));
        var second = thread.Tell(In("1.09:59"));

        Assert.That(((bool?)first["isFirstInConversation"], (bool?)second["isFirstInConversation"]), Is.EqualTo((true, false)));
        Assert.That(IdOf(answer), Is.EqualTo(IdOf(first)));
        Assert.That(IdOf(second), Is.EqualTo(IdOf(first)));
        Assert.That(Guid.TryParse(IdOf(first), out _), Is.True);
        Assert.That(first.ContainsKey("reopened"), Is.False);
    }

    [TestCase("10:00", TestName = "of the same second, whose order nobody tells")]
    [TestCase("09:59", TestName = "that is earlier and came late")]
    public void One_message_is_the_first_whatever_comes_afterwards(string then)
    {
        for (var times = 0; times < 8; times++) // messages of one second are ordered by ids
        {
            var thread = new CoreThread();

            var first = thread.Tell(In("10:00"));
            var second = thread.Tell(In(then));

            Assert.That(IdOf(second), Is.EqualTo(IdOf(first)));
            Assert.That(((bool?)first["isFirstInConversation"], (bool?)second["isFirstInConversation"]), Is.EqualTo((true, false)));
        }
    }

    [Test]
    public void After_silence_the_next_message_opens_another_that_is_the_former_reopened()
    {
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));

        var next = thread.Tell(In("1.10:00:01"));

        Assert.That(IdOf(next), Is.Not.EqualTo(IdOf(first)));
        Assert.That(
            ((bool?)next["isFirstInConversation"], (bool?)next["reopened"], (string?)next["previousConversationId"]),
            Is.EqualTo((true, true, IdOf(first)))
        );
    }

    [Test]
    public void Long_after_the_former_ended_it_is_a_new_one()
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));

        var next = thread.Tell(In("2.10:00"));

        Assert.That((bool?)next["isFirstInConversation"], Is.True);
        Assert.That(next.ContainsKey("reopened") || next.ContainsKey("previousConversationId"), Is.False);
    }

    [Test]
    public void Silence_is_told_once_with_the_time_at_which_it_had_lasted_long_enough()
    {
        var thread = new CoreThread();
        var id = IdOf(thread.Tell(In("10:00")));
        thread.TellAll(Out("10:05", ServiceMode.Bot), In("10:31"));

        Assert.That(thread.Last!.DueAt, Is.EqualTo(At("1.10:31")));
        Assert.That(thread.Wait("1.10:31"), Is.Empty, "something said at that very moment could still come");
        var resolved = Written(thread.Wait("1.10:31:01").Single());
        Assert.That(thread.Wait("9.00:00"), Is.Empty);
        Assert.That(thread.Last!.DueAt, Is.Null);

        var properties = resolved["properties"]!;
        Assert.That((string?)resolved["event"], Is.EqualTo("chat.resolved"));
        Assert.That((string?)resolved["timestamp"], Is.EqualTo("2026-01-24T10:31:00.000Z"));
        Assert.That((string?)resolved["userId"], Is.EqualTo(User));
        Assert.That(
            properties.ToJsonString(),
            Is.EqualTo(
                $$"""
                {"chatId":"chat_106540352242922_254712345678","conversationId":"{{id}}","messageCount":3,
                "durationMinutes":31,"inboundCount":2,"outboundCount":1,"handoffCount":0,"contained":false,"abandoned":true,
                "resolutionType":"inactivity","resolution":"inactivity"}
                """.ReplaceLineEndings("")
            )
        );
    }

    [Test]
    public void Switched_off_silence_ends_nothing()
    {
        var thread = new CoreThread(new() { ResolveAfter = null });
        var first = thread.Tell(In("10:00"));

        Assert.That(thread.Last!.DueAt, Is.Null);
        Assert.That(IdOf(thread.Tell(In("300.10:00"))), Is.EqualTo(IdOf(first)));
        Assert.That(thread.Wait("999.00:00"), Is.Empty);
    }

    [Test]
    public void What_a_CRM_ends_is_over_and_its_event_gets_the_counts_it_lacks()
    {
        var thread = new CoreThread(new() { InitialMode = ServiceMode.Bot });
        var id = IdOf(thread.Tell(In("10:00")));
        thread.TellAll(Handoff("10:01", ServiceMode.Agent), Out("10:02", agent: "a1"));

        var resolved = thread.Tell(Resolved("10:30"));
        var next = thread.Tell(In("10:31"));

        Assert.That(
            resolved.ToJsonString(),
            Is.EqualTo(
                $$"""
                {"chatId":"chat_106540352242922_254712345678","conversationId":"{{id}}","agentId":"a1","messageCount":2,"durationMinutes":2,
                "inboundCount":1,"outboundCount":1,"handoffCount":1,"firstResponseSeconds":60,"serviceMode":"agent","contained":false,
                "abandoned":false}
                """.ReplaceLineEndings("")
            )
        );
        Assert.That(((bool?)next["reopened"], (string?)next["previousConversationId"]), Is.EqualTo((true, id)));
        Assert.That((string?)next["serviceMode"], Is.EqualTo("bot"), "nobody has it any more");
        Assert.That(thread.Wait("9.00:00").Single().NaturalKey, Does.EndWith(":2"), "silence ends only the second");
    }

    [Test]
    public void What_is_ended_in_many_words_ends_once_and_so_does_what_silence_ended()
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));

        var together = thread.TellAll(Resolved("10:30"), Resolved("10:31"));
        var later = thread.TellAll(Resolved("10:29"))[0];
        thread.Tell(In("1.10:00"));
        var late = thread.TellAll(Resolved("3.10:00"))[0];
        thread.Wait("4.00:00");

        Assert.That(together.Append(later).Append(late).Select(told => told.IsRepeat), Is.EqualTo([false, true, true, true]));
        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created", "chat.resolved"]), "the second, of silence");
    }

    [Test]
    public void A_template_alone_is_no_conversation_that_could_end_but_the_answer_to_it_belongs_to_it()
    {
        var thread = new CoreThread();
        var template = thread.Tell(Campaign("10:00"));
        Assert.That(thread.Last!.DueAt, Is.Null);

        var reply = thread.Tell(In("11:00"));

        Assert.That(IdOf(reply), Is.EqualTo(IdOf(template)));
        Assert.That((bool?)reply["isFirstInConversation"], Is.False);
        Assert.That(thread.Wait("9.00:00"), Has.Count.EqualTo(1));
    }

    [TestCase(true, false, false, true)]
    [TestCase(true, true, false, false)]
    [TestCase(true, false, true, false)]
    [TestCase(false, false, false, false)]
    public void Contained_is_what_a_bot_answered_alone(bool botAnswers, bool personAnswers, bool asksForPerson, bool expected)
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00", asksForPerson ? "person" : null));
        if (botAnswers)
        {
            thread.Tell(Out("10:01", ServiceMode.Bot));
        }

        if (personAnswers)
        {
            thread.Tell(Out("10:02", agent: "a1"));
        }

        Assert.That((bool?)thread.Tell(Resolved("10:30"))["contained"], Is.EqualTo(expected));
    }

    [Test]
    public void Contained_is_unknown_where_nobody_says_who_answered_and_silence_never_contains()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Out("10:01"));
        Assert.That(thread.Tell(Resolved("10:30")).ContainsKey("contained"), Is.False);

        thread.TellAll(In("11:00"), Out("11:01", ServiceMode.Bot));
        Assert.That((bool?)Written(thread.Wait("9.00:00").Single())["properties"]!["contained"], Is.False);
    }
}
