using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>Whole conversations as the collector's guides tell them, and what each of their events says in the end.</summary>
public class CoreStoryTests
{
    private static readonly string[] Figures =
    [
        "messageCount",
        "inboundCount",
        "outboundCount",
        "handoffCount",
        "firstResponseSeconds",
        "durationMinutes",
    ];

    private const string Chat = "chat_106540352242922_254712345678";

    /// <summary>The tracking guide's "full conversation": a new contact, an assignment, a reply, another message, the end.</summary>
    [Test]
    public void Full_conversation()
    {
        var thread = new CoreThread();

        var first = thread.Tell(In("10:00", name: "John Doe"));
        var assigned = thread.Tell(Assigned("10:03", "agent_456"));
        var reply = thread.Tell(Out("10:05", agent: "agent_456"));
        var second = thread.Tell(In("10:10"));
        var resolved = thread.Tell(Resolved("12:00"));

        var id = (string?)first["conversationId"];
        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
        Assert.That(first.ToJsonString(), Is.EqualTo($$"""{"conversationId":"{{id}}","isFirstInConversation":true}"""));
        Assert.That(assigned.ToJsonString(), Is.EqualTo($$"""{"conversationId":"{{id}}"}"""));
        Assert.That(
            reply.ToJsonString(),
            Is.EqualTo(
                $$"""
                {"serviceMode":"agent","conversationId":"{{id}}","respondedBy":"agent","responseSeconds":300,"firstResponseSeconds":120}
                """
            )
        );
        Assert.That(
            second.ToJsonString(),
            Is.EqualTo($$"""{"serviceMode":"agent","conversationId":"{{id}}","isFirstInConversation":false}""")
        );
        Assert.That(
            resolved.ToJsonString(),
            Is.EqualTo(
                $$"""
                {"chatId":"{{Chat}}","conversationId":"{{id}}","agentId":"agent_456","messageCount":3,"durationMinutes":10,"inboundCount":2,
                "outboundCount":1,"handoffCount":0,"firstResponseSeconds":120,"serviceMode":"agent","contained":false,"abandoned":true}
                """.ReplaceLineEndings("")
            )
        );
    }

    /// <summary>The scripted conversation: an ad, a bot, the wish for a person, an agent, a day of silence, a return.</summary>
    [Test]
    public void From_the_ad_to_the_bot_to_a_person_and_back_another_day()
    {
        var thread = new CoreThread(new() { InitialMode = ServiceMode.Bot });
        ConversationFact[] facts =
        [
            In("10:00:00", touch: new Touch("ad", "120211", "ARAk", null), name: "John Doe"),
            Out("10:00:02", ServiceMode.Bot),
            In("10:00:30", "talk_to_human"),
            Out("10:00:32", ServiceMode.Bot),
            Handoff("10:00:40", ServiceMode.Agent, "agent_456"),
            Assigned("10:01:00", "agent_456"),
            Out("10:02:30", agent: "agent_456"),
            In("10:03:00"),
            Out("10:03:20", agent: "agent_456"),
        ];

        var told = facts.Select(fact => (fact.Step.Kind, thread.TellAll(fact)[0])).ToList();
        var silence = thread.Wait("2.00:00");
        var back = thread.Tell(In("1.20:00"));

        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created", "agent.handoff", "chat.resolved"]));
        Assert.That(told.Where(each => each.Item2.IsRepeat).Select(each => each.Kind), Is.EqualTo([StepKind.Handoff]));
        Assert.That(
            told.Select(each => (string?)Properties(each.Item2.Adds)["serviceMode"]),
            Is.EqualTo(["bot", "bot", "bot", "agent", null, null, "agent", "agent", "agent"])
        );
        Assert.That(
            told.Select(each => (int?)Properties(each.Item2.Adds)["responseSeconds"]),
            Is.EqualTo(new int?[] { null, 2, null, 2, null, null, null, null, 20 })
        );
        Assert.That((int?)Properties(told[6].Item2.Adds)["firstResponseSeconds"], Is.EqualTo(120));
        Assert.That((string?)Of(thread.Derived[0], "source"), Is.EqualTo("ad"));
        Assert.That((string?)Of(thread.Derived[0], "customFields")!["referrer"]!, Is.EqualTo("120211"));
        Assert.That(Figures.Select(name => (int?)Of(silence[0], name)), Is.EqualTo(new int?[] { 7, 3, 4, 1, 120, 3 }));
        Assert.That((bool?)Of(silence[0], "contained"), Is.False);
        Assert.That(((bool?)back["reopened"], (string?)back["serviceMode"]), Is.EqualTo((true, "bot")));
    }

    /// <summary>The bot was enough, and said so at the end.</summary>
    [Test]
    public void Self_serve()
    {
        var thread = new CoreThread(new() { InitialMode = ServiceMode.Bot });
        thread.TellAll(In("10:00"), Out("10:00:01", ServiceMode.Bot), In("10:01"), Out("10:01:01", ServiceMode.Bot));

        var resolved = thread.Tell(Resolved("10:02"));

        Assert.That(((bool?)resolved["contained"], (bool?)resolved["abandoned"]), Is.EqualTo((true, false)));
        Assert.That(((string?)resolved["serviceMode"], (int?)resolved["handoffCount"]), Is.EqualTo(("bot", 0)));
        Assert.That(resolved.ContainsKey("firstResponseSeconds"), Is.False);
    }

    private static JsonNode? Of(TrackEvent told, string property) => Written(told)["properties"]![property];
}
