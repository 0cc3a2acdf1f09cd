using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Conversations;
using Bridge.Core.Events;

namespace Bridge.Conversations;

/// <summary>
/// Webhooks come late, twice, together and in any order: random conversations, told in many ways, come to the same. Each failure names the
/// seed that shows it again.
/// </summary>
public class CoreOrderTests
{
    private static readonly ConversationSettings Settings = new() { InitialMode = ServiceMode.Bot };
    private static readonly DateTimeOffset Day = new(2026, 1, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Day.AddYears(10);

    [Test]
    public void Told_in_order_groups_and_repetitions_change_nothing_not_a_byte([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var facts = Conversations(random, most: 150);
        var oneByOne = Told.OneByOne(facts);

        var inGroups = new Told();
        foreach (var group in Groups(facts, random))
        {
            inGroups.Take(Shuffled([.. group, .. group.Take(random.Next(group.Length + 1))], random));
        }

        Assert.That(Lines(inGroups.Derived), Is.EqualTo(Lines(oneByOne.Derived)), $"seed {seed}");
        Assert.That(inGroups.Properties, Is.EqualTo(oneByOne.Properties), $"seed {seed}");
        Assert.That(inGroups.State.ToBytes(), Is.EqualTo(oneByOne.State.ToBytes()), $"seed {seed}");
    }

    [Test]
    public void Told_in_any_order_the_thread_is_the_same_its_contact_is_created_once_and_each_end_told_once([Range(1, 100)] int seed)
    {
        var random = new Random(seed);
        var facts = Conversations(random, most: ConversationState.MostFacts);
        var inOrder = Told.OneByOne(facts);

        var shuffled = new Told();
        foreach (var group in Groups(Shuffled([.. facts, .. facts], random), random))
        {
            shuffled.Take(group);
        }

        Assert.That(Remembered(shuffled.State), Is.EqualTo(Remembered(inOrder.State)), $"seed {seed}");
        Assert.That(Laid(shuffled.State), Is.EqualTo(Laid(inOrder.State)), $"seed {seed}");
        Assert.That(Contacts(shuffled), Is.EqualTo(Contacts(inOrder)).And.LessThanOrEqualTo(1), $"seed {seed}");
        var (ends, expected) = (shuffled.Expire(End), inOrder.Expire(End));
        Assert.That(ends.Select(end => end.Id), Is.Unique, $"seed {seed}");
        Assert.That(ends.Select(WithoutId), Is.EqualTo(expected.Select(WithoutId)), $"seed {seed}");
        Assert.That(shuffled.Expire(End), Is.Empty, $"seed {seed}");
    }

    [Test]
    public void Silence_is_told_alike_whenever_somebody_looks([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var facts = Conversations(random, most: 120);
        var (watched, unwatched) = (new Told(), new Told());
        foreach (var fact in facts)
        {
            if (random.Next(2) == 0)
            {
                watched.Expire(fact.About.HappenedAt);
            }

            watched.Take(fact);
            unwatched.Take(fact);
        }

        watched.Expire(End);
        unwatched.Expire(End);

        Assert.That(Lines(watched.Derived).Order(), Is.EqualTo(Lines(unwatched.Derived).Order()), $"seed {seed}");
    }

    [Test]
    public void Two_who_turn_out_one_come_to_what_one_would_have_been([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var facts = Conversations(random, most: ConversationState.MostFacts);
        var one = Told.OneByOne(facts);
        var (older, younger) = (new Told(), new Told(new ConversationKey(CoreThread.Key.Number, "person-2")));
        var meeting = random.Next(facts.Length);
        foreach (var fact in facts.Take(meeting))
        {
            (random.Next(2) == 0 ? older : younger).Take(fact);
        }

        older.State = Conversation.Merge(older.State, younger.State, younger.Key);
        older.Take(facts[meeting..]);

        Assert.That(Remembered(older.State), Is.EqualTo(Remembered(one.State)), $"seed {seed}");
        Assert.That(Laid(older.State), Is.EqualTo(Laid(one.State)), $"seed {seed}");
        var (ends, expected) = (older.Expire(End), one.Expire(End));
        Assert.That(ends.Select(end => end.Id), Is.Unique, $"seed {seed}");
        Assert.That(ends.Select(WithoutId), Is.EqualTo(expected.Select(WithoutId)), $"seed {seed}");
    }

    /// <summary>Somebody writes, bots and people answer, somebody ends it or nobody does, and after a while it begins again.</summary>
    private static ConversationFact[] Conversations(Random random, int most)
    {
        var (at, facts) = (Day, new List<ConversationFact>());
        for (var left = random.Next(1, most + 1); left > 0; left--)
        {
            at += random.Next(12) switch
            {
                0 => TimeSpan.FromHours(random.Next(24, 60)),
                1 => TimeSpan.Zero,
                < 5 => TimeSpan.FromSeconds(random.Next(90)),
                _ => TimeSpan.FromMinutes(random.Next(600)),
            };
            facts.Add(Fact(random, at));
        }

        return [.. facts.Order(FactOrder.Instance)];
    }

    private static ConversationFact Fact(Random random, DateTimeOffset at)
    {
        var id = new byte[16];
        random.NextBytes(id);
        var about = new EventSubject(
            CoreThread.User,
            "102290129340398",
            CoreThread.Key.Number,
            null,
            null,
            null,
            null,
            null,
            null,
            "chat_1",
            at
        );
        return new ConversationFact(new Guid(id), about with { Step = Step(random) });
    }

    private static ConversationStep Step(Random random)
    {
        var agent = random.Next(2) == 0 ? $"a{random.Next(3)}" : null;
        return random.Next(20) switch
        {
            0 => new(StepKind.Campaign),
            1 => new(StepKind.Resolved) { IsFromCrm = true },
            2 => new(StepKind.Assigned) { IsFromCrm = true, AgentId = agent },
            3 => new(StepKind.Handoff) { By = (ServiceMode)random.Next(3) },
            4 => new(StepKind.Handoff)
            {
                By = (ServiceMode)random.Next(3),
                IsFromCrm = true,
                AgentId = agent,
            },
            5 => new(StepKind.Overheard),
            6 => new(StepKind.Inbound) { Trigger = "talk_to_human" },
            7 or 8 => new(StepKind.Inbound) { Touch = new Touch("ad", $"{random.Next(3)}", null, null) },
            < 12 => new(StepKind.Inbound),
            < 16 => new(StepKind.Outbound) { By = agent is null ? (ServiceMode)random.Next(3) : ServiceMode.Agent, AgentId = agent },
            _ => new(StepKind.Outbound) { By = ServiceMode.Bot },
        };
    }

    private static ConversationFact[] Shuffled(ConversationFact[] facts, Random random)
    {
        random.Shuffle(facts);
        return facts;
    }

    private static IEnumerable<ConversationFact[]> Groups(ConversationFact[] facts, Random random)
    {
        for (var from = 0; from < facts.Length; )
        {
            var until = Math.Min(facts.Length, from + random.Next(1, 9));
            yield return facts[from..until];
            from = until;
        }
    }

    /// <summary>What is remembered of a thread but for what was told, which depends on when.</summary>
    private static string Remembered(ConversationState state) =>
        string.Join(
            '\n',
            state
                .Facts.Select(fact => fact with { Told = 0, Marks = fact.Marks & ~(FactMarks.HandoffTold | FactMarks.Withheld) })
                .Select(fact => fact.ToString())
                .Append($"{state.IsContactKnown} {state.First} {string.Join(' ', state.Touches)} {state.Party}")
        );

    /// <summary>The conversations it makes up, but for their numbers.</summary>
    private static string Laid(ConversationState state) =>
        string.Join('\n', ThreadView.Of(state, [], Settings).Thread.Episodes.Select(episode => episode with { Number = 0, Told = 0 }));

    private static IEnumerable<string> Lines(IEnumerable<TrackEvent> told) => told.Select(each => CoreThread.Written(each).ToJsonString());

    private static string WithoutId(TrackEvent told)
    {
        var json = CoreThread.Written(told);
        ((JsonObject)json["properties"]!).Remove("conversationId");
        ((JsonObject)json["context"]!).Remove("eventId");
        return json.ToJsonString();
    }

    private static int Contacts(Told told) => told.Derived.Count(each => each.Name == "contact.created");

    private sealed class Told(ConversationKey? key = null)
    {
        public ConversationKey Key { get; } = key ?? CoreThread.Key;

        public ConversationState State { get; set; } = ConversationState.New();

        public List<TrackEvent> Derived { get; } = [];

        /// <summary>What each fact's event got when it was first told.</summary>
        public SortedDictionary<Guid, string> Properties { get; } = [];

        public static Told OneByOne(IEnumerable<ConversationFact> facts)
        {
            var told = new Told();
            foreach (var fact in facts)
            {
                told.Take(fact);
            }

            return told;
        }

        public void Take(params ConversationFact[] facts)
        {
            var outcome = Conversation.Apply(Key, State, facts, Settings);
            Keep(outcome);
            foreach (var (fact, told) in facts.Zip(outcome.Facts))
            {
                Properties.TryAdd(fact.Id, $"{told.IsRepeat} {CoreThread.Properties(told.Adds).ToJsonString()}");
            }
        }

        public IReadOnlyList<TrackEvent> Expire(DateTimeOffset watermark)
        {
            var outcome = Conversation.Expire(Key, State, watermark, Settings);
            Keep(outcome);
            return outcome.Derived;
        }

        private void Keep(ConversationOutcome outcome)
        {
            State = ConversationState.Read(outcome.State.ToBytes());
            Derived.AddRange(outcome.Derived);
        }
    }
}
