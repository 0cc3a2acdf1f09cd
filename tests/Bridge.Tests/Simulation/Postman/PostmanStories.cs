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
internal sealed record StoryStep(string Name, string Sample, int Message, string Description);
