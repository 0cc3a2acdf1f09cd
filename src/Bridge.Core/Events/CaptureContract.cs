using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Bridge.Core.Json;

namespace Bridge.Core.Events;

/// <summary>
/// The collector's contract for the body of <c>POST /v1/capture</c>: what its JSON Schema says, told as lines a developer can act on.
/// </summary>
/// <remarks>Source: the collector's integration guides. The tests hold it against the schema file itself.</remarks>
public static partial class CaptureContract
{
    /// <summary>The most events a batch may hold.</summary>
    public const int MostEvents = 500;

    /// <summary>The most bytes an event may have; a larger one is dead, and no edit may make one.</summary>
    public const int MaxEventBytes = 32_000;

    private static readonly FrozenDictionary<string, Shape> Shapes = new Dictionary<string, Shape>
    {
        ["message.received"] = new(
            ["messageId"],
            [
                new("messageId", Filled),
                new("chatId", Filled),
                new("direction", OneOf("inbound")),
                new("contentType", Text),
                new("contentLength", Count),
                new("hasMedia", Flag),
                new("mediaType", TextOrNull),
                new("countryCode", Country),
                new("serviceMode", OneOf("bot", "agent")),
            ]
        ),
        ["message.sent"] = new(
            ["messageId"],
            [
                new("messageId", Filled),
                new("chatId", Filled),
                new("direction", OneOf("outbound")),
                new("contentType", Text),
                new("templateId", Text),
                new("agentId", Text),
                new("isAutomated", Flag),
                new("serviceMode", OneOf("bot", "agent")),
            ]
        ),
        ["message.delivered"] = Status,
        ["message.read"] = Status,
        ["message.failed"] = Status,
        ["contact.created"] = new(
            [],
            [new("chatId", Text), new("name", Text), new("source", Text), new("countryCode", Country), new("customFields", Structure)]
        ),
        ["chat.assigned"] = new(
            ["chatId"],
            [new("chatId", Filled), new("agentId", Text), new("previousAgentId", TextOrNull), new("assignmentType", Text)]
        ),
        ["chat.resolved"] = new(
            ["chatId"],
            [
                new("chatId", Filled),
                new("agentId", Text),
                new("resolutionType", Text),
                new("resolution", Text),
                new("messageCount", Count),
                new("durationMinutes", Amount),
            ]
        ),
        ["agent.handoff"] = new(
            ["chatId"],
            [
                new("chatId", Filled),
                new("fromMode", Text),
                new("toMode", Text),
                new("agentId", Text),
                new("handoffReason", Text),
                new("journeyStep", Text),
            ]
        ),
        ["campaign.sent"] = new(
            ["campaignId"],
            [
                new("campaignId", Filled),
                new("campaignName", Text),
                new("templateId", Text),
                new("recipientCount", Count),
                new("scheduledAt", Time),
            ]
        ),
    }.ToFrozenDictionary();

    private static readonly Shape Envelope = new(
        ["type", "event", "userId", "timestamp", "context", "properties"],
        [
            new("type", OneOf("track")),
            new("event", EventName),
            new("userId", UserId),
            new("timestamp", Time),
            new("messageId", Filled),
            new("context", Structure),
            new("properties", Structure),
        ]
    );

    private static readonly Shape Context = new(
        ["channel"],
        [new("channel", OneOf("whatsapp", "messenger", "instagram")), new("library", Structure), new("eventId", Text)]
    );

    private static readonly Shape Library = new([], [new("name", Text), new("version", Text)]);

    /// <summary>A receipt of Messenger speaks of everything up to its watermark instead of one message.</summary>
    private static Shape Status =>
        new(
            ["messageId"],
            [new("messageId", Filled), new("deliveredAt", Time), new("readAt", Time), new("failedAt", Time), new("errorCode", Whole)]
        )
        {
            Instead = "watermark",
        };

    /// <summary>
    /// What is wrong with a body, a line each, such as <c>batch[3].userId: missing</c>; none when the collector would take it.
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
            CheckEvent(item, $"batch[{index++}]", problems);
        }

        if (index is 0 or > MostEvents)
        {
            problems.Add($"batch: must hold 1 to {MostEvents} events, holds {index}");
        }

        return problems;
    }

    private static void CheckEvent(JsonView item, string path, List<string> problems)
    {
        if (!item.IsObject)
        {
            problems.Add($"{path}: must be an object");
            return;
        }

        Envelope.Check(item, path, problems);
        Context.Check(item["context"u8], $"{path}.context", problems);
        Library.Check(item["context"u8]["library"u8], $"{path}.context.library", problems);
        if (item["event"u8].Text is { } name && Shapes.TryGetValue(name, out var shape))
        {
            shape.Check(item["properties"u8], $"{path}.properties", problems);
        }
    }

    // Each rule answers with what the value must be, or null when it is.
    private static string? Text(JsonView value) => value.IsString ? null : "must be a string";

    private static string? Filled(JsonView value) =>
        value is { IsString: true, Text: not null } ? null : "must be a string that is not empty";

    private static string? TextOrNull(JsonView value) => value.IsString || value.IsNull ? null : "must be a string or null";

    private static string? Flag(JsonView value) => value.IsFlag ? null : "must be true or false";

    private static string? Whole(JsonView value) => value is { IsNumber: true, Integer: not null } ? null : "must be a whole number";

    private static string? Count(JsonView value) => value is { IsNumber: true, Integer: >= 0 } ? null : "must be a whole number, 0 or more";

    private static string? Amount(JsonView value) => value is { IsNumber: true, Number: >= 0 } ? null : "must be a number, 0 or more";

    private static string? Structure(JsonView value) => value.IsObject ? null : "must be an object";

    private static string? Country(JsonView value) => Matches(value, CountryPattern()) ? null : "must be two capital letters";

    private static string? Time(JsonView value) =>
        Matches(value, TimePattern()) ? null : "must be an ISO 8601 time such as 2026-01-23T10:00:00.000Z";

    private static string? EventName(JsonView value) =>
        Matches(value, EventNamePattern()) ? null : "must be lowercase words joined by dots, such as message.received";

    private static string? UserId(JsonView value) =>
        Matches(value, UserIdPattern())
            ? null
            : "must be a phone number such as +254712345678, a business-scoped user id, messenger: or instagram: "
                + "and the scoped id, 64 hex digits, or system";

    private static Func<JsonView, string?> OneOf(params string[] allowed) =>
        value => value.IsString && allowed.Contains(value.Text) ? null : $"must be {string.Join(" or ", allowed)}";

    private static bool Matches(JsonView value, Regex pattern) => value.IsString && pattern.IsMatch(value.Text ?? "");

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CountryPattern();

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventNamePattern();

    [GeneratedRegex(
        @"^(system|\+[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,160}|[0-9a-f]{64}|(messenger|instagram):[A-Za-z0-9_]{1,64})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UserIdPattern();

    /// <summary>What an object must and may hold.</summary>
    private sealed record Shape(string[] Required, Member[] Members)
    {
        /// <summary>A member that stands for the required ones.</summary>
        public string? Instead { private get; init; }

        public void Check(JsonView value, string path, List<string> problems)
        {
            if (!value.IsObject)
            {
                return;
            }

            foreach (var (name, rule) in Members)
            {
                var member = Find(value, name);
                if (member is null)
                {
                    if (Required.Contains(name) && (Instead is null || Find(value, Instead) is null))
                    {
                        problems.Add($"{path}.{name}: missing");
                    }
                }
                else if (rule(member.Value) is { } problem)
                {
                    problems.Add($"{path}.{name}: {problem}");
                }
            }
        }

        private static JsonView? Find(JsonView value, string name)
        {
            var found = value[System.Text.Encoding.UTF8.GetBytes(name)];
            return found.Exists || found.IsNull ? found : null;
        }
    }

    private sealed record Member(string Name, Func<JsonView, string?> Rule);
}
