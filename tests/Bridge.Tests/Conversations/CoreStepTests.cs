using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Json;
using Bridge.Messaging;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Conversations;

/// <summary>What each event does to its conversation, and how that travels beside it.</summary>
public class CoreStepTests
{
    private static readonly TranslationOptions Options = TranslationOptions.Default with
    {
        Channels = TranslationOptions.AllChannels,
        HandoffTriggers = new HandoffTriggers(
            ["talk_to_human", " Agent please "],
            [KeyValuePair.Create("15550783881", (IEnumerable<string>)["HELP"])]
        ),
    };

    [TestCase("text", StepKind.Inbound)]
    [TestCase("text-from-ad", StepKind.Inbound)]
    [TestCase("button-reply", StepKind.Inbound)]
    [TestCase("status-sent", StepKind.Campaign)]
    [TestCase("echo-from-phone", StepKind.Outbound)]
    [TestCase("handover-to-people", StepKind.Handoff)]
    [TestCase("address-book", StepKind.Known)]
    [TestCase("history-backfilled", StepKind.Known)]
    [TestCase("reaction", null)]
    [TestCase("edit", null)]
    [TestCase("group-settings", null)]
    public void Of_a_sample(string name, StepKind? expected)
    {
        var body = File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name));

        var said = Translated.Body(body, Options with { BackfillHistory = true }).Events[0];

        Assert.That(said.Step?.Kind, Is.EqualTo(expected));
    }

    [TestCase("standby-message", StepKind.Overheard)]
    [TestCase("standby-echo", null)]
    public void What_another_sender_handles_moves_nothing(string name, StepKind? expected) => Of_a_sample(name, expected);

    [Test]
    public void A_message_carries_the_name_of_who_wrote_it_and_what_brought_them()
    {
        var translated = Translated.Body(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, "text-from-ad")));
        var said = translated.Events[0];

        Assert.That(said.Step!.ContactName, Is.Not.Null);
        Assert.That(said.Step.Touch, Is.EqualTo(new Touch(Of("sourceType"), Of("sourceId"), Of("ctwaClid"), null)));
        string? Of(string property) => (string?)translated.Event("referral.received").Properties()[property];
    }

    [TestCase(""" "type":"text","text":{"body":"  agent PLEASE "}""", "Agent please")]
    [TestCase(""" "type":"text","text":{"body":"agent please, now"}""", null)]
    [TestCase(""" "type":"button","button":{"payload":"TALK_TO_HUMAN","text":"A person"}""", "talk_to_human")]
    [TestCase(""" "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"talk_to_human"}}""", "talk_to_human")]
    [TestCase(""" "type":"image","image":{"id":"1","caption":"Agent please"}""", "Agent please")]
    public void A_trigger_is_matched_where_the_text_is_known_and_only_its_name_travels(string message, string? expected)
    {
        var said = Translated.Message(message, Options).Events[0];

        Assert.That(said.Step!.Trigger, Is.EqualTo(expected));
    }

    [Test]
    public void A_number_of_its_own_triggers_has_no_others()
    {
        Assert.That(Options.HandoffTriggers.Match("15550783881", "help", null, default), Is.EqualTo("HELP"));
        Assert.That(Options.HandoffTriggers.Match("15550783881", "talk_to_human", null, default), Is.Null);
        Assert.That(Options.HandoffTriggers.Match("1", null, "Talk_To_Human", default), Is.EqualTo("talk_to_human"));
    }

    [Test]
    public void Whatever_a_step_says_is_read_as_it_was_written()
    {
        var step = new ConversationStep(StepKind.Inbound)
        {
            By = ServiceMode.Agent,
            AgentId = "a1",
            Trigger = "talk_to_human",
            ContactName = "Wanjiku",
            IsFromCrm = true,
            Touch = new Touch("ad", "1", "c", new Campaign("spring", "fb", "paid", "viatu", "a", "77")),
        };

        Assert.That(Read(Subject(step)), Is.EqualTo(step));
        Assert.That(Read(Subject(new ConversationStep(StepKind.Outbound))), Is.EqualTo(new ConversationStep(StepKind.Outbound)));
        Assert.That(Subject(new ConversationStep(StepKind.Outbound)), Does.Contain("\"step\":\"out\""));
    }

    [TestCase("""{"user":"+1","at":"2026-01-23T10:00:00.000Z"}""")]
    [TestCase("""{"user":"+1","at":"2026-01-23T10:00:00.000Z","step":"newer"}""")]
    [TestCase("""{"user":"+1","at":"2026-01-23T10:00:00.000Z","step":[1]}""")]
    [TestCase("""{"user":"+1","at":"2026-01-23T10:00:00.000Z","step":{"is":"newer"}}""")]
    [TestCase("""{"user":"+1","at":"2026-01-23T10:00:00.000Z","step":{"by":"agent"}}""")]
    public void What_a_version_before_or_after_wrote_has_no_step_and_is_read_all_the_same(string about) =>
        Assert.That(Read(about), Is.Null);

    [Test]
    public void Members_of_a_newer_version_are_passed_over() =>
        Assert.That(
            Read("""{"user":"+1","at":"2026-01-23T10:00:00.000Z","step":{"new":{"er":1},"is":"in","touch":7,"crm":1}}"""),
            Is.EqualTo(new ConversationStep(StepKind.Inbound))
        );

    [TestCase("message.sent", """{"messageId":"1","agentId":"a1"}""", StepKind.Outbound, ServiceMode.Agent)]
    [TestCase("message.sent", """{"messageId":"1","isAutomated":true,"agentId":"a1"}""", StepKind.Outbound, ServiceMode.Bot)]
    [TestCase("message.sent", """{"messageId":"1","contentType":"template"}""", StepKind.Campaign, ServiceMode.Unknown)]
    [TestCase("message.sent", """{"messageId":"1","contentType":"template","agentId":"a1"}""", StepKind.Outbound, ServiceMode.Agent)]
    [TestCase("message.sent", """{"messageId":"1","pricingCategory":"utility","agentId":"a1"}""", StepKind.Campaign, ServiceMode.Agent)]
    [TestCase("message.received", """{"messageId":"1"}""", StepKind.Inbound, ServiceMode.Unknown)]
    [TestCase("chat.assigned", """{"chatId":"1","agentId":"a1"}""", StepKind.Assigned, ServiceMode.Unknown)]
    [TestCase("chat.resolved", """{"chatId":"1"}""", StepKind.Resolved, ServiceMode.Unknown)]
    [TestCase("contact.created", """{"source":"organic"}""", StepKind.Created, ServiceMode.Unknown)]
    [TestCase("agent.handoff", """{"chatId":"1","toMode":"bot"}""", StepKind.Handoff, ServiceMode.Bot)]
    [TestCase("agent.handoff", """{"chatId":"1"}""", StepKind.Handoff, ServiceMode.Agent)]
    [TestCase("message.read", """{"messageId":"1","chatId":"chat_1"}""", StepKind.None, ServiceMode.Unknown)]
    [TestCase("message.read", """{"messageId":"1"}""", null, ServiceMode.Unknown)]
    [TestCase("message.received", """{"messageId":"1","groupId":"g"}""", null, ServiceMode.Unknown)]
    public void Of_a_CRMs_event(string name, string properties, StepKind? expected, ServiceMode by)
    {
        var step = ConversationSteps.OfCrm(name, Tape.Read(properties), "1", HandoffTriggers.None);

        Assert.That(step?.Kind, Is.EqualTo(expected));
        Assert.That(step?.By ?? ServiceMode.Unknown, Is.EqualTo(by));
        Assert.That(step?.IsFromCrm ?? true, Is.True);
    }

    private static string Subject(ConversationStep step)
    {
        var said = Translated.Message("\"type\":\"text\"").Events[0] with { Step = step };
        return JsonNode.Parse(Translations.Batch(Translations.Of(said)))!["items"]![0]!["about"]!.ToJsonString();
    }

    private static ConversationStep? Read(string about)
    {
        var batch =
            """{"schema":2,"receivedAt":"2026-01-23T10:00:00.000Z","items":[{"id":"0198f000-0000-8000-8000-000000000000","""
            + $"\"name\":\"message.received\",\"about\":{about},\"event\":{{}}}}]}}";
        var item = EventBatchReader.Read(System.Text.Encoding.UTF8.GetBytes(batch)).Batch!.Items.Single();
        Assert.That(item.About, Is.Not.Null);
        return item.About!.Step;
    }
}
