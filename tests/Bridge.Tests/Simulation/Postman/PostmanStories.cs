using System.Text.Json.Nodes;
using Bridge.Simulation.Samples;

namespace Bridge.Simulation.Postman;

/// <summary>Requests that belong together, made of samples: the same person and the same message ids throughout.</summary>
internal static class PostmanStories
{
    private static readonly string[] PhoneMembers = ["from", "wa_id", "recipient_id"];
    private static readonly string[] UserIdMembers =
    [
        "user_id",
        "parent_user_id",
        "from_user_id",
        "from_parent_user_id",
        "recipient_user_id",
        "recipient_parent_user_id",
    ];

    public static readonly IReadOnlyList<StoryStep> OneMessage =
    [
        new("1. sent", "status-sent", 1, "Meta took the message of the business."),
        new("2. delivered", "status-delivered", 1, "It reached the phone. The id is the same."),
        new("3. read", "status-read", 1, "The person read it."),
        new("4. read, again", "status-read", 1, "Meta repeats what it is not sure of: 200 again, and nothing more reaches the collector."),
    ];

    public static readonly IReadOnlyList<StoryStep> Conversation =
    [
        new("1. from an ad", "text-from-ad", 1, "A person clicks an ad and writes."),
        new("2. answered", "status-sent-service", 2, "The business answers; Meta reports that it took the answer."),
        new("3. answer delivered", "status-delivered", 2, "The answer reached the phone."),
        new("4. answer read", "status-read", 2, "The person read it."),
        new(
            "5. asks for a person",
            "button-reply",
            3,
            "The person taps a button of the answer: a hand-off rule can listen to its id.",
            RepliesTo: 2
        ),
        new("6. an agent answers", "status-sent", 4, "An agent answers; the business noted who on the message."),
        new("7. agent's answer read", "status-read", 4, "Read at once: delivered never comes."),
        new("8. thanks", "reaction", 5, "The person reacts to the agent's answer.", RepliesTo: 4),
    ];

    public static PostmanTemplate Template(StoryStep step)
    {
        var body = JsonNode.Parse(SampleWebhooks.TextOf(step.Sample))!;
        var value = body["entry"]![0]!["changes"]![0]!["value"]!.AsObject();
        foreach (var item in (string[])["messages", "statuses", "contacts"])
        {
            if (value[item] is JsonArray { Count: > 0 } array)
            {
                value[item] = new JsonArray(About(array[0]!.AsObject(), step).DeepClone());
            }
        }

        return PostmanTemplate.Of(body);
    }

    private static JsonObject About(JsonObject item, StoryStep step)
    {
        Array.ForEach(UserIdMembers, name => item.Remove(name));
        foreach (var name in PhoneMembers.Where(item.ContainsKey))
        {
            item[name] = "{{story_phone1}}";
        }

        Set(item, "id", Variable(step.Message));
        Set(item, "timestamp", "{{now}}");
        Set(item["context"], "id", Variable(step.RepliesTo));
        Set(item["reaction"], "message_id", Variable(step.RepliesTo));
        return item;
    }

    private static void Set(JsonNode? holder, string name, string value)
    {
        if (holder is JsonObject json && json.ContainsKey(name))
        {
            json[name] = value;
        }
    }

    private static string Variable(int message) => "{{story_wamid" + message + "}}";
}

/// <summary>One request of a story.</summary>
/// <param name="Message">The number, within the story, of the message it is about.</param>
/// <param name="RepliesTo">The number of the message that this one answers; 0 for none.</param>
internal sealed record StoryStep(string Name, string Sample, int Message, string Description, int RepliesTo = 0);
