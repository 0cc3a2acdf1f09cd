using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Calls;

/// <summary>
/// The field <c>calls</c>: a call begins, ends, or changes on the way. Its <c>statuses</c> are of calls, not of messages.
/// </summary>
internal static class CallEvents
{
    public static void Translate(Change change, WebhookTranslation into)
    {
        TranslateCalls(change, into);
        ItemLoop.Run(change, "statuses"u8, into, TranslateStatus);
        if (!change.Value["calls"u8].Exists)
        {
            ItemLoop.Run(change, "errors"u8, into, MetaErrors.TranslateChannelError);
        }
    }

    public static void TranslateCalls(Change change, WebhookTranslation into) => ItemLoop.Run(change, "calls"u8, into, TranslateCall);

    private static string? TranslateCall(Change change, JsonView call, WebhookTranslation into)
    {
        if ((call["id"u8].Id ?? call["wacid"u8].Id) is not { } id)
        {
            return "the call has no id";
        }

        var byBusiness = call["direction"u8].IsWord("BUSINESS_INITIATED"u8);
        var person = byBusiness ? Person.Receiver(change, call) : Person.Sender(change, call);
        var note = CallbackData.Read(call["biz_opaque_callback_data"u8].Text);
        var context = Context(change, call, person, note);
        var what = What(call);
        into.Events.Add(
            context.Event(
                Definition(what),
                "call",
                Key(change, call, id, what),
                note.AddTo(
                    new PropertyBag()
                        .Add(CallId, id)
                        .Add(ChatId, context.ChatId)
                        .Add(
                            Direction,
                            !call["direction"u8].Exists ? null
                                : byBusiness ? "outbound"
                                : "inbound"
                        )
                        .Add(Status, what is "connect" or "terminate" ? call["status"u8].Text?.ToLowerInvariant() : what)
                        .Add(DurationSeconds, call["duration"u8].Integer)
                        .Add(ErrorCode, MetaErrors.FirstCode(call) ?? (what == "terminate" ? MetaErrors.FirstCode(change.Value) : null)),
                    metasTemplateId: null
                )
            )
        );
        return null;
    }

    private static ItemContext Context(Change change, JsonView item, Person person, CallbackData note)
    {
        var context = new ItemContext(change, person, MetaTime.Read(item["timestamp"u8], change.ReceivedAt));
        return note.ChatId is { } chat ? context with { ChatId = chat } : context;
    }

    /// <summary>Some gateways write <c>CALL_CONNECT</c>, and <c>CALL_STATUS</c> with the status beside it.</summary>
    private static string What(JsonView call) =>
        FactKey.Word(call["event"u8].Text) switch
        {
            "call_connect" => "connect",
            "call_terminate" => "terminate",
            "call_status" => FactKey.Word(call["status"u8].Text),
            var what => what,
        };

    /// <summary>
    /// A call begins and ends once, and passes once through each of its states; of recordings and of what Bridge does not know there may be
    /// several.
    /// </summary>
    private static bool IsOnce(string what) => what is "connect" or "terminate" or "ringing" or "accepted" or "rejected";

    private static string Key(Change change, JsonView item, string id, string what) =>
        IsOnce(what) ? $"{id}:{what}" : $"{id}:{what}:{FactKey.Hash(change, item)}";

    private static EventDefinition Definition(string what) =>
        what switch
        {
            "connect" => ConversationEvents.CallStarted,
            "terminate" => ConversationEvents.CallEnded,
            _ => ConversationEvents.CallStatus,
        };

    /// <summary>A status of a call, in the field <c>calls</c> or, by its type, among the statuses of messages.</summary>
    public static string? TranslateStatus(Change change, JsonView status, WebhookTranslation into)
    {
        if (status["id"u8].Id is not { } id)
        {
            return "the call status has no call id";
        }

        var note = CallbackData.Read(status["biz_opaque_callback_data"u8].Text);
        var context = Context(change, status, Person.Recipient(change, status), note);
        var what = FactKey.Word(status["status"u8].Text);
        into.Events.Add(
            context.Event(
                ConversationEvents.CallStatus,
                "call",
                Key(change, status, id, what),
                note.AddTo(
                    new PropertyBag().Add(CallId, id).Add(ChatId, context.ChatId).Add(Direction, "outbound").Add(Status, what),
                    metasTemplateId: null
                )
            )
        );
        return null;
    }
}
