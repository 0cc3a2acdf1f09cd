using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Conservation;

/// <summary>An event of a story as a line: the second of the story, the name, the properties.</summary>
internal sealed record ToldEvent(int Second, string Name, JsonObject Properties)
{
    /// <summary>What a conversation gives an event depends on what was known by then, and what was told is not taken back.</summary>
    private static readonly string[] KnownByThen =
    [
        "serviceMode",
        "isFirstInConversation",
        "respondedBy",
        "responseSeconds",
        "firstResponseSeconds",
        "inferred",
        "deliveredAt",
        "source",
        "customFields",
        "fromMode",
        "handoffReason",
        "journeyStep",
        "firstTouch",
        "lastTouch",
    ];

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>These follow from whatever message came first, or are implied by a later one.</summary>
    private static readonly string[] OfWhicheverCame = ["contact.created", "agent.handoff", "message.delivered"];

    /// <summary>Lines of second, name and properties; one that begins with a space goes on with the one before.</summary>
    public static IReadOnlyList<ToldEvent> Read(string text) =>
        [.. text.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal).Split('\n').Select(ReadLine)];

    /// <summary>What it says whichever webhook came first.</summary>
    public ToldEvent Lasting()
    {
        var lasting = Properties.DeepClone().AsObject();
        var dropped = Name is "chat.assigned" or "agent.handoff" ? KnownByThen.Append("agentId").Append("conversationId") : KnownByThen;
        dropped.ToList().ForEach(name => lasting.Remove(name));
        return new ToldEvent(OfWhicheverCame.Contains(Name) ? 0 : Second, Name, lasting);
    }

    /// <summary>With the properties by name, since their order says nothing.</summary>
    public override string ToString() =>
        $"{Second} {Name} "
        + string.Join(", ", Properties.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {Text(one.Value)}"));

    private static string Text(JsonNode? value) => value?.ToJsonString(Unescaped) ?? "null";

    private static ToldEvent ReadLine(string line)
    {
        var parts = line.Split(' ', 3);
        return new ToldEvent(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], JsonNode.Parse(parts[2])!.AsObject());
    }
}
