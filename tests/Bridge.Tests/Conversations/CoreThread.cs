using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Conversations;
using Bridge.Core.Events;

namespace Bridge.Conversations;

/// <summary>
/// One thread as the reducer sees it, told fact by fact. Times count from one day on, such as <c>10:00</c> or <c>1.09:30:05</c>.
/// </summary>
internal sealed class CoreThread(ConversationSettings? settings = null, ConversationState? state = null)
{
    public const string User = "+254712345678";

    public static readonly ConversationKey Key = new("106540352242922", "person-1");

    private static readonly DateTimeOffset Day = new(2026, 1, 23, 0, 0, 0, TimeSpan.Zero);

    public ConversationSettings Settings { get; } = settings ?? ConversationSettings.Default;

    public ConversationState State { get; set; } = state ?? ConversationState.New();

    public ConversationOutcome? Last { get; private set; }

    public List<TrackEvent> Derived { get; } = [];

    public IEnumerable<string> DerivedNames => Derived.Select(told => told.Name);

    public static DateTimeOffset At(string time) => Day + TimeSpan.Parse(time, CultureInfo.InvariantCulture);

    public static ConversationFact In(string time, string? trigger = null, Touch? touch = null, string? name = null) =>
        Fact(
            time,
            new ConversationStep(StepKind.Inbound)
            {
                Trigger = trigger,
                Touch = touch,
                ContactName = name,
            }
        );

    public static ConversationFact Out(string time, ServiceMode by = ServiceMode.Unknown, string? agent = null) =>
        Fact(time, new ConversationStep(StepKind.Outbound) { By = agent is null ? by : ServiceMode.Agent, AgentId = agent });

    public static ConversationFact Campaign(string time) => Fact(time, new ConversationStep(StepKind.Campaign));

    /// <summary>A hand-over as Meta tells it; with an agent as a CRM does.</summary>
    public static ConversationFact Handoff(string time, ServiceMode to, string? agent = null, bool isFromCrm = false) =>
        Fact(
            time,
            new ConversationStep(StepKind.Handoff)
            {
                By = to,
                AgentId = agent,
                IsFromCrm = isFromCrm || agent is not null,
            }
        );

    public static ConversationFact Assigned(string time, string agent) =>
        Fact(time, new ConversationStep(StepKind.Assigned) { AgentId = agent, IsFromCrm = true });

    public static ConversationFact Resolved(string time) => Fact(time, new ConversationStep(StepKind.Resolved) { IsFromCrm = true });

    public static ConversationFact Fact(string time, ConversationStep step, string? chat = "chat_106540352242922_254712345678") =>
        new(
            Guid.NewGuid(),
            new EventSubject(User, "102290129340398", Key.Number, null, null, null, null, null, null, chat, At(time)) { Step = step }
        );

    /// <summary>What the event of a fact gets.</summary>
    public JsonObject Tell(ConversationFact fact) => Properties(TellAll(fact)[0].Adds);

    public IReadOnlyList<FactOutcome> TellAll(params ConversationFact[] facts)
    {
        Last = Conversation.Apply(Key, State, facts, Settings);
        Keep(Last);
        return Last.Facts;
    }

    /// <summary>The events of the timer, everything until then taken in.</summary>
    public IReadOnlyList<TrackEvent> Wait(string until)
    {
        Last = Conversation.Expire(Key, State, At(until), Settings);
        Keep(Last);
        return Last.Derived;
    }

    public static JsonObject Properties(PropertyBag? bag)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            (bag ?? new PropertyBag()).WriteTo(writer);
        }

        return (JsonObject)JsonNode.Parse(output.WrittenSpan)!;
    }

    /// <summary>Of the conversation that an event belongs to.</summary>
    public static string? IdOf(JsonObject properties) => (string?)properties["conversationId"];

    public static JsonObject Written(TrackEvent told)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            told.WriteTo(writer);
        }

        return (JsonObject)JsonNode.Parse(output.WrittenSpan)!;
    }

    public static IEnumerable<ConversationFact[]> Permutations(ConversationFact[] facts) =>
        facts.Length <= 1
            ? [facts]
            : facts.SelectMany(
                (first, place) =>
                    Permutations([.. facts[..place], .. facts[(place + 1)..]]).Select(rest => (ConversationFact[])[first, .. rest])
            );

    /// <summary>Through its bytes, as a store keeps it.</summary>
    private void Keep(ConversationOutcome outcome)
    {
        State = ConversationState.Read(outcome.State.ToBytes());
        Assert.That(State.ToBytes(), Is.EqualTo(outcome.State.ToBytes()));
        Derived.AddRange(outcome.Derived);
    }
}
