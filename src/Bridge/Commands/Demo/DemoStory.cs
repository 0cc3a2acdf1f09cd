using System.Text.Json.Nodes;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Stories;
using Spectre.Console;

namespace Bridge.Commands.Demo;

/// <summary>One conversation of the demo, as a story: what happened, and what the collector and Meta were told of it.</summary>
internal sealed class DemoStory
{
    private const string Number = "106540352242922";
    private const string Phone = "254700000001";
    private const int MostEvents = 100;
    private const int Width = 80;
    private const int Indent = 26;

    /// <summary>Of an event's properties those that a report is made of, in this order.</summary>
    private static readonly string[] Shown =
    [
        "source",
        "campaignName",
        "contentType",
        "orderTotal",
        "currency",
        "isFirstInConversation",
        "fromMode",
        "toMode",
        "handoffReason",
        "agentId",
        "serviceMode",
        "respondedBy",
        "responseSeconds",
        "firstResponseSeconds",
        "messageCount",
        "durationMinutes",
        "contained",
    ];

    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(3);

    private readonly DateTimeOffset _began;

    /// <param name="now">When it is told; it happened just before.</param>
    public DemoStory(DateTimeOffset now)
    {
        _began = DateTimeOffset.FromUnixTimeSeconds((now - LongEnough).ToUnixTimeSeconds());
        Conversation = new WholeConversation(StoryCast.At(_began, Number, Phone, "chat_42"));
    }

    public WholeConversation Conversation { get; }

    /// <param name="toldToMeta">What came of its ads.</param>
    public void Print(IAnsiConsole console, TakenEvents taken, IEnumerable<JsonObject> toldToMeta)
    {
        console.WriteLine();
        console.WriteLine("One conversation, as Meta and a CRM told it, and what the collector got:");
        var told = new Queue<(TimeSpan At, IEnumerable<string> Lines)>(
            Events(taken).Concat(Conversions(toldToMeta)).OrderBy(one => one.At)
        );
        var acts = Conversation.Acts.Append(Conversation.Order).Append(Conversation.End).ToList();
        foreach (var (act, next) in acts.Zip(acts.Skip(1).Select(act => act.At).Append(TimeSpan.MaxValue)))
        {
            console.WriteLine();
            console.WriteLine($"{act.At:mm\\:ss}  {act.Title}");
            while (told.TryPeek(out var one) && one.At < next)
            {
                told.Dequeue().Lines.ToList().ForEach(console.WriteLine);
            }
        }
    }

    private IEnumerable<(TimeSpan At, IEnumerable<string> Lines)> Events(TakenEvents taken) =>
        from payload in taken.Latest([new EventFilter("userId", "+" + Phone)], MostEvents)
        let item = JsonNode.Parse(payload)!
        select ((DateTimeOffset)item["timestamp"]! - _began, Lines(item));

    private IEnumerable<(TimeSpan At, IEnumerable<string> Lines)> Conversions(IEnumerable<JsonObject> toldToMeta) =>
        from item in toldToMeta
        where (string?)item["user_data"]?["ctwa_clid"] == WholeConversation.Click
        let worth = item["custom_data"] is { } data ? $"  value {data["value"]}  currency {data["currency"]}" : ""
        let line = $"{"", 7}Meta is told".PadRight(Indent) + $"{item["event_name"]}{worth}"
        select (DateTimeOffset.FromUnixTimeSeconds((long)item["event_time"]!) - _began, (IEnumerable<string>)[line]);

    /// <summary>An event in lines that fit a terminal.</summary>
    private static IEnumerable<string> Lines(JsonNode item)
    {
        var line = $"{"", 7}{(string?)item["event"]}".PadRight(Indent);
        foreach (var property in Shown.Select(name => (Name: name, Value: item["properties"]![name])).Where(each => each.Value is not null))
        {
            var said = $"{property.Name} {property.Value}";
            if (line.Length + said.Length > Width)
            {
                yield return line.TrimEnd();
                line = new string(' ', Indent);
            }

            line += said + "  ";
        }

        yield return line.TrimEnd();
    }
}
