using System.Text;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Simulation.Samples;

namespace Bridge.Simulation.Postman;

/// <summary>A folder of the Postman collection that samples belong to.</summary>
internal sealed record SampleFolder(string Name, string Description)
{
    public static readonly SampleFolder Messages = new(
        "Messages",
        "What a person writes, sends or taps. Meta posts each within a second or so, sometimes several in one body, in no certain order."
    );
    public static readonly SampleFolder Statuses = new(
        "Statuses",
        "What becomes of a message the business sent: sent, delivered, read, failed. They come concurrently and out of order."
    );
    public static readonly SampleFolder Ads = new(
        "Click-to-WhatsApp",
        "A person comes from an ad or a post: the message carries a `referral`, and Bridge makes `referral.received` besides "
            + "`message.received`."
    );
    public static readonly SampleFolder Handoff = new("Hand-off", "Another app or an AI agent takes a conversation over, or hands it on.");
    public static readonly SampleFolder Echoes = new(
        "Echoes and standby",
        "Messages sent from the WhatsApp Business app, and copies of conversations that another app handles."
    );
    public static readonly SampleFolder People = new(
        "People",
        "What a person decides or becomes: marketing preferences, another number, another id."
    );
    public static readonly SampleFolder CallsAndGroups = new("Calls and groups", "Calls and groups of the business number.");
    public static readonly SampleFolder Account = new(
        "Templates and account",
        "What Meta tells about templates, numbers and the account; no person is concerned."
    );
    public static readonly SampleFolder Other = new(
        "Clicks and conversions",
        "What Meta counts by itself: clicks in marketing messages, automatic events."
    );
    public static readonly SampleFolder BadInput = new(
        "Bad input",
        "What must be refused, and what must be taken although it is odd: "
            + "a retry would not make it better, so Bridge answers 200 and keeps it among the dead letters."
    );

    private static readonly string[] Oddities = ["envelope-with-holes", "loose-types", "odd-timestamps", "unknown-type"];

    public static SampleFolder Of(string sample)
    {
        var body = Encoding.UTF8.GetBytes(SampleWebhooks.TextOf(sample));
        var translation = WebhookTranslator.Translate(body, DateTimeOffset.UnixEpoch.AddYears(60), TranslationOptions.Default);
        if (
            Oddities.Contains(sample)
            || translation.Unreadable.Count + translation.Unrecognised.Count > 0
            || !JsonTape.TryParse(body, out var tape)
        )
        {
            return BadInput;
        }

        using (tape)
        {
            var change = First(First(tape.Root["entry"u8])["changes"u8]);
            return OfField(change["field"u8].Text ?? "messages", change["value"u8]);
        }
    }

    private static SampleFolder OfField(string field, JsonView value) =>
        field switch
        {
            "messages" when value["statuses"u8].Exists => Statuses,
            "messages" when First(value["messages"u8])["referral"u8].Exists => Ads,
            "messages" when value["user_actions"u8].Exists => Other,
            "messages" => Messages,
            "messaging_handovers" => Handoff,
            "standby" or "history" or "smb_app_state_sync" => Echoes,
            "calls" => CallsAndGroups,
            "user_preferences" or "user_id_update" or "consumer_profile" => People,
            "automatic_events" or "tracking_events" => Other,
            _ when field.EndsWith("message_echoes", StringComparison.Ordinal) => Echoes,
            _ when field.StartsWith("group_", StringComparison.Ordinal) => CallsAndGroups,
            _ => Account,
        };

    private static JsonView First(JsonView array)
    {
        foreach (var item in array.Items)
        {
            return item;
        }

        return default;
    }
}
