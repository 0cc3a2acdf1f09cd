using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation;

/// <summary>The field <c>messaging_handovers</c>: a thread passes between Meta's agent, other senders and people.</summary>
internal static class Handovers
{
    /// <summary>
    /// The rule that drops a hand-over of nobody's chat: Meta may leave the person out, and the collector asks for a chat.
    /// </summary>
    public const string NoPerson = "no_person";

    /// <summary>Whether a change is one of this field by its shape.</summary>
    public static bool Fits(JsonView value) => value["control_passed"u8].IsObject || value["control_taken"u8].IsObject;

    /// <summary>What passes or takes control is a hand-over; of any other kind nobody can say who answers from then on.</summary>
    public static void Translate(Change change, WebhookTranslation into)
    {
        var value = change.Value;
        var type = value["type"u8].Text?.ToLowerInvariant() ?? TypeByShape(value);
        var person = Person.Find(change, value["sender"u8]["phone_number"u8], value["sender"u8]["user_id"u8], default);
        var context = new ItemContext(change, person, MetaTime.Read(value["timestamp"u8], change.ReceivedAt));
        if (type is not ("control_passed" or "control_taken"))
        {
            into.AddUnrecognised(change);
        }
        else if (context.ChatId is not { } chat)
        {
            into.Dropped.Add(new Dropped(NoPerson, ConversationEvents.HandedOff.Name));
        }
        else
        {
            var key = $"{person.Key}:{type}:{value["timestamp"u8].Id}:{FactKey.Hash(change, value)}";
            into.Events.Add(
                context.Event(ConversationEvents.HandedOff, "ho", key, Properties(chat, type, value[Encoding.UTF8.GetBytes(type)]))
            );
        }
    }

    private static PropertyBag Properties(string chat, string type, JsonView body)
    {
        var from = body["previous_owner_role"u8].Text?.ToLowerInvariant();
        var to = body["new_owner_role"u8].Text?.ToLowerInvariant();
        return new PropertyBag()
            .Add(ChatId, chat)
            .Add(FromMode, Mode(from))
            .Add(ToMode, Mode(to))
            .Add(HandoffReason, type)
            .Add(PreviousOwnerRole, from)
            .Add(NewOwnerRole, to)
            .Add(PreviousOwnerAppId, body["previous_owner_app_id"u8].Text)
            .Add(PreviousOwnerAppRole, body["previous_owner_app_role"u8].Text)
            .Add(NewOwnerAppId, body["new_owner_app_id"u8].Text);
    }

    /// <summary>Who answers in that role; unknown for senders that are neither Meta's agent nor a team of people.</summary>
    private static string? Mode(string? role) =>
        role switch
        {
            "ai_agent" => "bot",
            "escalation" or "customer_service" => "agent",
            _ => null,
        };

    /// <summary>Older samples say what happened only by the name of the body.</summary>
    private static string TypeByShape(JsonView value) =>
        value["control_passed"u8].Exists ? "control_passed"
        : value["control_taken"u8].Exists ? "control_taken"
        : "unknown";
}
