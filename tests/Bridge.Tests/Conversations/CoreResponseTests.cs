using System.Text.Json.Nodes;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>Who answered, and how long the person waited.</summary>
public class CoreResponseTests
{
    private static readonly ConversationSettings BotFirst = new() { InitialMode = ServiceMode.Bot };

    [Test]
    public void An_answer_tells_how_long_the_oldest_unanswered_message_waited_and_the_next_one_does_not()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), In("10:02"));

        var first = thread.Tell(Out("10:05", ServiceMode.Bot));
        var second = thread.Tell(Out("10:06", ServiceMode.Bot));

        Assert.That((int?)first["responseSeconds"], Is.EqualTo(300));
        Assert.That((string?)first["respondedBy"], Is.EqualTo("bot"));
        Assert.That(second.ContainsKey("responseSeconds"), Is.False);
    }

    [Test]
    public void A_template_answers_nothing_and_says_nobody_did()
    {
        var thread = new CoreThread(BotFirst);
        thread.Tell(In("10:00"));

        var template = thread.Tell(Campaign("10:01"));

        Assert.That(template.ContainsKey("responseSeconds") || template.ContainsKey("respondedBy"), Is.False);
        Assert.That((int?)thread.Tell(Out("10:02"))["responseSeconds"], Is.EqualTo(120));
    }

    [Test]
    public void A_message_older_than_the_question_does_not_answer_it_however_late_it_comes()
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));

        Assert.That(thread.Tell(Out("09:59")).ContainsKey("responseSeconds"), Is.False);
        Assert.That((int?)thread.Tell(Out("10:01"))["responseSeconds"], Is.EqualTo(60));
    }

    [Test]
    public void A_question_and_its_answer_of_the_same_second_are_told_in_this_order()
    {
        var thread = new CoreThread();

        var told = thread.TellAll(Out("10:00", ServiceMode.Bot), In("10:00"));

        Assert.That((int?)Properties(told[0].Adds)["responseSeconds"], Is.Zero);
        Assert.That((bool?)Properties(told[1].Adds)["isFirstInConversation"], Is.True);
    }

    [TestCase(ServiceMode.Bot, null, "bot")]
    [TestCase(ServiceMode.Agent, null, "agent")]
    [TestCase(ServiceMode.Unknown, "agent-7", "agent")]
    [TestCase(ServiceMode.Unknown, null, null)]
    public void Who_wrote_is_who_says_so(ServiceMode by, string? agent, string? expected)
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));

        Assert.That((string?)thread.Tell(Out("10:01", by, agent))["respondedBy"], Is.EqualTo(expected));
    }

    [Test]
    public void Where_nobody_says_who_wrote_it_is_who_has_the_thread()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Handoff("10:01", ServiceMode.Agent));

        var answer = thread.Tell(Out("10:02"));

        Assert.That(((string?)answer["respondedBy"], (string?)answer["serviceMode"]), Is.EqualTo(("agent", "agent")));
    }

    [Test]
    public void The_first_reply_of_a_person_counts_from_the_hand_over_when_that_is_later_and_once()
    {
        var thread = new CoreThread(BotFirst);
        thread.TellAll(In("10:00"), Out("10:00:10", ServiceMode.Bot), In("10:01", "person"), Out("10:01:05", ServiceMode.Bot));

        var first = thread.Tell(Out("10:05", agent: "a1"));
        thread.Tell(In("10:06"));
        var second = thread.Tell(Out("10:07", agent: "a1"));

        Assert.That((int?)first["firstResponseSeconds"], Is.EqualTo(240));
        Assert.That(first.ContainsKey("responseSeconds"), Is.False, "the bot had answered");
        Assert.That((int?)second["responseSeconds"], Is.EqualTo(60));
        Assert.That(second.ContainsKey("firstResponseSeconds"), Is.False);
    }

    [Test]
    public void The_first_reply_of_a_person_counts_from_the_message_when_that_is_later()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Assigned("10:01", "a1"), Out("10:02", ServiceMode.Bot), In("10:10"));

        Assert.That((int?)thread.Tell(Out("10:11", agent: "a1"))["firstResponseSeconds"], Is.EqualTo(60));
    }

    [Test]
    public void A_conversation_that_the_business_opened_has_no_first_response()
    {
        var thread = new CoreThread();
        thread.TellAll(Out("10:00", agent: "a1"), In("10:01"));

        var answer = thread.Tell(Out("10:02", agent: "a1"));

        Assert.That((int?)answer["responseSeconds"], Is.EqualTo(60));
        Assert.That(answer.ContainsKey("firstResponseSeconds"), Is.False);
    }

    [Test]
    public void A_wait_is_told_in_business_hours_too_where_they_are_known()
    {
        var hours = BusinessHours.Read(["Mon-Fri 09:00-17:00 Africa/Nairobi"], out _)!;
        var thread = new CoreThread(new() { BusinessHours = hours });
        thread.Tell(In("13:30")); // Friday 16:30 in Nairobi

        var answer = thread.Tell(Out("14:30", agent: "a1"));

        Assert.That(((int?)answer["responseSeconds"], (int?)answer["responseBusinessSeconds"]), Is.EqualTo((3600, 1800)));
        Assert.That(((int?)answer["firstResponseSeconds"], (int?)answer["firstResponseBusinessSeconds"]), Is.EqualTo((3600, 1800)));
    }

    [Test]
    public void An_unknown_is_absent_never_nothing_or_null()
    {
        var thread = new CoreThread();

        JsonObject[] told = [thread.Tell(In("10:00")), thread.Tell(Out("10:01")), thread.Tell(Out("10:02"))];

        Assert.That(told.SelectMany(properties => properties).Where(property => property.Value is null), Is.Empty);
        Assert.That(told[2].Select(property => property.Key), Is.EquivalentTo(["conversationId"]));
    }
}
