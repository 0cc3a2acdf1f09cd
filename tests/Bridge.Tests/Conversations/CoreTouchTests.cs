using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>What brought a person first and last is told with what comes of it.</summary>
public class CoreTouchTests
{
    private static readonly Touch Spring = new("ad", "1201", "ARAspring", Core.Attribution.Campaign.None with { Name = "spring" });
    private static readonly Touch Autumn = new("ad", "1202", "ARAautumn", null);
    private static readonly ConversationStep Outcome = new(StepKind.Outcome);

    [Test]
    public void The_contact_the_first_message_an_order_and_the_end_say_what_brought_the_person()
    {
        var thread = new CoreThread();

        var first = thread.Tell(In("10:00", touch: Spring));
        var second = thread.Tell(In("10:01"));
        var order = thread.Tell(Fact("10:02", Outcome));
        var end = thread.Tell(Resolved("10:03"));

        const string Expected =
            """{"sourceType":"ad","sourceId":"1201","ctwaClid":"ARAspring","campaignName":"spring","""
            + "\"touchedAt\":\"2026-01-23T10:00:00.000Z\"}";
        foreach (var told in new[] { (JsonObject)Written(thread.Derived[0])["properties"]!, first, order, end })
        {
            Assert.That(told["firstTouch"]!.ToJsonString(), Is.EqualTo(Expected));
            Assert.That(told["lastTouch"]!.ToJsonString(), Is.EqualTo(Expected));
        }

        Assert.That(second.Select(one => one.Key), Has.No.Member("firstTouch").And.No.Member("lastTouch"));
        Assert.That((string?)order["conversationId"], Is.EqualTo((string?)first["conversationId"]));
    }

    [Test]
    public void The_first_is_of_the_contact_and_the_last_of_the_conversation()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00", touch: Spring), Resolved("11:00"));

        var later = thread.Tell(In("2.10:00"));
        thread.Tell(In("2.11:00", touch: Autumn));
        var order = thread.Tell(Fact("2.11:05", Outcome));

        Assert.That((Of(later, "firstTouch"), Of(later, "lastTouch")), Is.EqualTo(("1201", (string?)null)));
        Assert.That((Of(order, "firstTouch"), Of(order, "lastTouch")), Is.EqualTo(("1201", "1202")));
    }

    [Test]
    public void A_conversation_counts_for_its_ad_once_where_another_message_of_the_same_moment_is_told_before_the_click(
        [Range(10, 59)] int minute
    )
    {
        var told = new CoreThread().TellAll(In($"10:{minute}"), In($"10:{minute}", touch: Spring));

        Assert.That(told.Count(one => one.Mark is { Comes: true }), Is.EqualTo(1));
    }

    [Test]
    public void What_comes_later_is_not_what_brought_the_person_to_what_came_before()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), In("10:30", touch: Spring));

        var order = thread.Tell(Fact("10:10", Outcome));

        Assert.That((Of(order, "firstTouch"), Of(order, "lastTouch")), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public void A_link_that_was_followed_before_the_first_message_brought_the_person_to_its_conversation()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00"), Resolved("10:10"), Fact("11:00", new ConversationStep(StepKind.None) { Touch = Spring }));

        Assert.That(Of(thread.Tell(In("11:01")), "lastTouch"), Is.EqualTo("1201"));
    }

    [Test]
    public void A_conversion_that_names_its_click_came_of_that_click_even_when_the_conversation_is_over()
    {
        var thread = new CoreThread();
        thread.TellAll(In("10:00", touch: Spring), In("10:30", touch: Autumn), Resolved("11:00"));

        var named = thread.Tell(Fact("3.10:00", Outcome with { Touch = new Touch(null, null, "ARAspring", null) }));
        var unnamed = thread.Tell(Fact("3.10:01", Outcome));

        Assert.That((Of(named, "lastTouch"), Of(unnamed, "lastTouch")), Is.EqualTo(("1201", (string?)null)));
        Assert.That(thread.State.FirstTouch, Is.EqualTo(Spring));
    }

    [Test]
    public void What_came_of_a_conversation_moves_nothing_in_it()
    {
        var (with, without) = (new CoreThread(), new CoreThread());
        foreach (var thread in new[] { with, without })
        {
            thread.TellAll(new ConversationFact(Guid.Empty, In("10:00", touch: Spring).About));
        }

        with.Tell(Fact("30.10:00", Outcome with { Touch = new Touch(null, null, "another", null) }));

        Assert.That(with.State.ToBytes(), Is.EqualTo(without.State.ToBytes()));
    }

    [Test]
    public void A_state_of_a_former_version_keeps_its_first_and_its_last()
    {
        // Version 1; part 4, the first touch; part 5, the last: at 1 ms, of type ad, with id 7 and nothing else.
        byte[] part = [2, 2, (byte)'a', (byte)'d', 1, (byte)'7', 0, 0];

        var state = ConversationState.Read([1, 4, (byte)part.Length, .. part, 5, (byte)part.Length, .. part]);

        Assert.That(state.FirstTouch, Is.EqualTo(new Touch("ad", "7", null, null)));
        Assert.That(state.Touches.Single(), Is.EqualTo(new Dated<Touch>(1, state.FirstTouch!)));
    }

    [Test]
    public void A_conversation_counts_once_for_what_it_began_with_and_a_person_once_for_each_that_brought_them()
    {
        var thread = new CoreThread();

        var told = thread.TellAll(In("10:00"), In("10:01", touch: Autumn), In("10:02", touch: Spring), Out("10:03"), Out("10:04"));
        var again = thread.TellAll(In("10:05", touch: Autumn), In("4.10:00", touch: Spring), Out("4.10:01"), Resolved("4.10:02"));
        var marks = told.Concat(again).Select(one => one.Mark!.Value).ToList();

        Assert.That(
            marks.Where(mark => mark.Comes).Select(mark => mark.CameBy!.Id),
            Is.EqualTo(["1202", "1201"]),
            "the first began with none, and autumn was the first in it"
        );
        Assert.That(marks.Select(mark => mark.FirstBrought?.Id).OfType<string>(), Is.EqualTo(["1202", "1201"]));
        Assert.That(marks.Where(mark => mark.Answers).Select(mark => mark.CameBy!.Id), Is.EqualTo(["1202", "1201"]));
        Assert.That(marks[^1], Is.EqualTo(marks[^1] with { Ends = true, CameBy = Spring }));
    }

    [Test]
    public void However_clicks_and_messages_of_few_moments_come_a_conversation_counts_once_for_an_ad([Range(0, 199)] int seed)
    {
        var (random, thread) = (new Random(seed), new CoreThread());
        ConversationFact[] facts = [.. Enumerable.Range(0, random.Next(2, 7)).Select(number => AnyOf(random, number))];

        var told = facts.Chunk(random.Next(1, 4)).SelectMany(group => thread.TellAll(group)).ToList();

        Assert.That(
            told.Count(one => one.Mark is { Comes: true }),
            Is.EqualTo(facts.Any(fact => fact.Step.Touch is not null) ? 1 : 0),
            string.Join("; ", facts.Select(fact => $"{fact.Step.Kind} {fact.About.HappenedAt:mm} {fact.Step.Touch?.ClickId}"))
        );
    }

    private static ConversationFact AnyOf(Random random, int number)
    {
        var at = $"10:0{random.Next(3)}";
        return random.Next(3) switch
        {
            0 => In(at),
            1 => Out(at),
            _ => In(at, touch: Spring with { ClickId = $"ARA{number}" }),
        };
    }

    private static string? Of(JsonObject told, string touch) => (string?)told[touch]?["sourceId"];
}
