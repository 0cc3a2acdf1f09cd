using System.Collections.Frozen;
using System.Text.Json;
using Bridge.Core.Json;
using static Bridge.Core.Events.CaptureRule;

namespace Bridge.Core.Events;

/// <summary>
/// The collector's contract for the body of <c>POST /v1/capture</c>: what its JSON Schema says, told as lines a developer can act on.
/// </summary>
/// <remarks>Source: the collector's integration guides. The tests hold it against the schema file itself.</remarks>
public static class CaptureContract
{
    /// <summary>The most events a batch may hold.</summary>
    public const int MostEvents = 500;

    /// <summary>The most bytes an event may have; a larger one is dead, and no edit may make one.</summary>
    public const int MaxEventBytes = 32_000;

    private static readonly FrozenDictionary<string, CaptureShape> Shapes = new Dictionary<string, CaptureShape>
    {
        ["message.received"] = new(
            ["messageId"],
            [
                ("messageId", Filled),
                ("chatId", Filled),
                ("direction", OneOf("inbound")),
                ("contentType", Text),
                ("contentLength", Count),
                ("hasMedia", Flag),
                ("mediaType", TextOrNull),
                ("countryCode", Country),
                ("serviceMode", OneOf("bot", "agent")),
            ]
        ),
        ["message.sent"] = new(
            ["messageId"],
            [
                ("messageId", Filled),
                ("chatId", Filled),
                ("direction", OneOf("outbound")),
                ("contentType", Text),
                ("templateId", Text),
                ("agentId", Text),
                ("isAutomated", Flag),
                ("serviceMode", OneOf("bot", "agent")),
            ]
        ),
        ["message.delivered"] = Status,
        ["message.read"] = Status,
        ["message.failed"] = Status,
        ["contact.created"] = new(
            [],
            [("chatId", Text), ("name", Text), ("source", Text), ("countryCode", Country), ("customFields", Structure)]
        ),
        ["chat.assigned"] = new(
            ["chatId"],
            [("chatId", Filled), ("agentId", Text), ("previousAgentId", TextOrNull), ("assignmentType", Text)]
        ),
        ["chat.resolved"] = new(
            ["chatId"],
            [
                ("chatId", Filled),
                ("agentId", Text),
                ("resolutionType", Text),
                ("resolution", Text),
                ("messageCount", Count),
                ("durationMinutes", Amount),
            ]
        ),
        ["agent.handoff"] = new(
            ["chatId"],
            [("chatId", Filled), ("fromMode", Text), ("toMode", Text), ("agentId", Text), ("handoffReason", Text), ("journeyStep", Text)]
        ),
        ["campaign.sent"] = new(
            ["campaignId"],
            [("campaignId", Filled), ("campaignName", Text), ("templateId", Text), ("recipientCount", Count), ("scheduledAt", Time)]
        ),
    }.ToFrozenDictionary();

    private static readonly CaptureShape Envelope = new(
        ["type", "event", "userId", "timestamp", "context", "properties"],
        [
            ("type", OneOf("track")),
            ("event", EventName),
            ("userId", UserId),
            ("timestamp", Time),
            ("messageId", Filled),
            ("context", Structure),
            ("properties", Structure),
        ]
    );

    private static readonly CaptureShape Context = new(
        ["channel"],
        [("channel", OneOf("whatsapp", "messenger", "instagram")), ("library", Structure), ("eventId", Text)]
    );

    private static readonly CaptureShape Library = new([], [("name", Text), ("version", Text)]);

    /// <summary>A receipt of Messenger speaks of everything up to its watermark instead of one message.</summary>
    private static CaptureShape Status =>
        new(["messageId"], [("messageId", Filled), ("deliveredAt", Time), ("readAt", Time), ("failedAt", Time), ("errorCode", Whole)])
        {
            Instead = "watermark",
        };

    /// <summary>Every name that the contract speaks of: of events and of their members.</summary>
    public static IEnumerable<string> Names => Members.Select(member => member.Name).Concat(Shapes.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>What it says of values that break it: sentences that hold nothing of the value.</summary>
    public static IEnumerable<string> Sentences => Members.Select(member => member.Rule.Must).Distinct(StringComparer.Ordinal);

    private static IEnumerable<(string Name, CaptureRule Rule)> Members =>
        Shapes.Values.Concat([Envelope, Context, Library]).SelectMany(shape => shape.Members);

    /// <summary>
    /// What is wrong with a body, a line each, such as <c>batch[3].userId: is missing</c>; none when the collector would take it.
    /// </summary>
    public static IReadOnlyList<string> Check(ReadOnlyMemory<byte> body)
    {
        if (!JsonTape.TryParse(body, out var tape))
        {
            return ["the body is not JSON"];
        }

        using (tape)
        {
            return Check(tape.Root);
        }
    }

    /// <summary>What is wrong with a body that is parsed already.</summary>
    public static IReadOnlyList<string> Check(JsonView body)
    {
        var batch = body["batch"u8];
        if (!batch.IsArray)
        {
            return ["batch: must be an array of events"];
        }

        var problems = new List<string>();
        var index = 0;
        foreach (var item in batch.Items)
        {
            problems.AddRange(CheckEvent(item).Select(problem => Line(index, problem)));
            index++;
        }

        if (index is 0 or > MostEvents)
        {
            problems.Add($"batch: must hold 1 to {MostEvents} events, holds {index}");
        }

        return problems;
    }

    /// <summary>What is wrong with one event; nothing when the collector would take it.</summary>
    public static IReadOnlyList<CaptureProblem> CheckEvent(JsonView item)
    {
        if (!item.IsObject)
        {
            return [new CaptureProblem("", "must be an object")];
        }

        var problems = new List<CaptureProblem>();
        Envelope.Check(item, "", problems);
        Context.Check(item["context"u8], "context.", problems);
        Library.Check(item["context"u8]["library"u8], "context.library.", problems);
        if (item["event"u8].Text is { } name && Shapes.TryGetValue(name, out var shape))
        {
            shape.Check(item["properties"u8], "properties.", problems);
        }

        return problems;
    }

    /// <summary>Writes the JSON Schema of an event, and of the properties of each event that the guides name.</summary>
    public static void WriteSchemas(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("Event"u8);
        Envelope.WriteSchema(writer, new Dictionary<string, CaptureShape> { ["context"] = Context, ["library"] = Library });
        foreach (var (name, shape) in Shapes.OrderBy(shape => shape.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName($"{name}.properties");
            shape.WriteSchema(writer, FrozenDictionary<string, CaptureShape>.Empty);
        }
    }

    private static string Line(int index, CaptureProblem problem) =>
        $"batch[{index}]{(problem.Path.Length == 0 ? "" : ".")}{problem.Path}: {problem.Problem}";
}
