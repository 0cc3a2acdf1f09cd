using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>A thread passes from bot to people and back: told by Meta, by a CRM, by a rule, or by who answers; always once.</summary>
public class CoreHandoffTests
{
    private static readonly ConversationSettings BotFirst = new() { InitialMode = ServiceMode.Bot };

    [Test]
    public void Who_is_given_what_they_have_did_not_follow_themselves()
    {
        var thread = new CoreThread(BotFirst);
        thread.TellAll(In("10:00"), Handoff("10:01:00", ServiceMode.Agent), Handoff("10:01:10", ServiceMode.Agent, "a1"));

        Assert.That(thread.Tell(Assigned("10:02", "a1")).ContainsKey("previousAgentId"), Is.False);
        Assert.That((string?)thread.Tell(Assigned("10:03", "a2"))["previousAgentId"], Is.EqualTo("a1"));
    }

    [Test]
    public void Who_asks_for_a_person_is_handed_over_once()
    {
        var thread = new CoreThread(BotFirst);

        var asked = thread.Tell(In("10:00", "talk_to_human"));
        thread.Tell(In("10:05", "talk_to_human"));

        var handoff = Written(thread.Derived.Single(told => told.Name == "agent.handoff"));
        Assert.That((string?)asked["serviceMode"], Is.EqualTo("bot"), "it was the bot that was asked");
        Assert.That((string?)handoff["timestamp"], Is.EqualTo("2026-01-23T10:00:00.000Z"));
        Assert.That(
            handoff["properties"]!.ToJsonString(),
            Is.EqualTo(
                $$"""
                {"chatId":"chat_106540352242922_254712345678","fromMode":"bot","toMode":"agent","handoffReason":"user_request",
                "journeyStep":"talk_to_human","conversationId":"{{asked["conversationId"]}}"}
                """.ReplaceLineEndings("")
            )
        );
        Assert.That((string?)thread.Tell(In("10:06"))["serviceMode"], Is.EqualTo("agent"));
    }

    [Test]
    public void A_person_who_answers_in_the_bots_place_has_taken_over()
    {
        var thread = new CoreThread(BotFirst);
        thread.Tell(In("10:00"));

        var answer = thread.Tell(Out("10:03", agent: "a1"));
        thread.Tell(Out("10:04", agent: "a1"));

        var handoff = Written(thread.Derived.Single(told => told.Name == "agent.handoff"))["properties"]!;
        Assert.That(
            ((string?)handoff["handoffReason"], (bool?)handoff["inferred"], (string?)handoff["agentId"]),
            Is.EqualTo(("agent_reply", true, "a1"))
        );
        Assert.That(((string?)answer["serviceMode"], (int?)answer["firstResponseSeconds"]), Is.EqualTo(("agent", 180)));
    }

    [Test]
    public void An_answer_of_a_person_hands_nothing_over_while_it_is_unknown_who_had_the_thread()
    {
        var thread = new CoreThread();

        thread.TellAll(In("10:00"), Out("10:01", agent: "a1"));

        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
    }

    [Test]
    public void What_rule_Meta_and_CRM_say_of_one_hand_over_is_one_event_whoever_says_it_first()
    {
        ConversationFact[] said =
        [
            In("10:00:00", "talk_to_human"),
            Handoff("10:00:02", ServiceMode.Agent),
            Handoff("10:00:20", ServiceMode.Agent, "a1"),
            Out("10:00:40", agent: "a1"),
        ];

        foreach (var order in Permutations(said))
        {
            var thread = new CoreThread(BotFirst);
            var left = order.SelectMany(fact => thread.TellAll(fact).Where(told => fact.Step.Kind == StepKind.Handoff && !told.IsRepeat));

            var told = left.Count() + thread.Derived.Count(derived => derived.Name == "agent.handoff");

            Assert.That(told, Is.EqualTo(1), string.Join(", ", order.Select(fact => fact.Step.Kind)));
        }
    }

    [Test]
    public void Hand_overs_far_apart_or_to_another_agent_or_told_by_one_are_several()
    {
        var thread = new CoreThread(BotFirst);
        thread.Tell(In("10:00"));

        var told = thread.TellAll(
            Handoff("10:01:00", ServiceMode.Agent),
            Handoff("10:01:10", ServiceMode.Agent),
            Handoff("10:03:00", ServiceMode.Agent, "a1"),
            Handoff("10:04:00", ServiceMode.Bot, isFromCrm: true)
        );

        Assert.That(told.Select(each => each.IsRepeat), Has.All.False);
        Assert.That((int?)thread.Tell(Resolved("10:30"))["handoffCount"], Is.EqualTo(4));
    }

    [Test]
    public void An_assignment_and_a_hand_over_know_the_agent_before()
    {
        var thread = new CoreThread();
        var id = thread.Tell(In("10:00"))["conversationId"]!.ToString();

        var first = thread.Tell(Assigned("10:01", "a1"));
        var second = thread.Tell(Assigned("10:02", "a2"));
        var third = thread.Tell(Handoff("10:20", ServiceMode.Agent, "a3"));

        Assert.That(first.ToJsonString(), Is.EqualTo($$"""{"conversationId":"{{id}}"}"""));
        Assert.That((string?)second["previousAgentId"], Is.EqualTo("a1"));
        Assert.That((string?)third["previousAgentId"], Is.EqualTo("a2"));
    }

    [Test]
    public void The_mode_is_that_of_the_latest_whatever_came_last()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Handoff("10:10", ServiceMode.Agent));
        thread.Tell(Handoff("10:05", ServiceMode.Bot));

        Assert.That((string?)thread.Tell(In("10:11"))["serviceMode"], Is.EqualTo("agent"));
        Assert.That((string?)thread.Tell(In("10:06"))["serviceMode"], Is.EqualTo("bot"));
    }

    [Test]
    public void Between_conversations_a_chat_may_be_assigned_for_the_next()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Resolved("10:10"));

        var assigned = thread.Tell(Assigned("10:20", "a1"));
        var next = thread.Tell(In("10:30"));

        Assert.That(assigned, Is.Empty, "it belongs to none");
        Assert.That((string?)next["serviceMode"], Is.EqualTo("agent"));
        Assert.That((int?)thread.Tell(Out("10:31"))["firstResponseSeconds"], Is.EqualTo(60));
    }
}
