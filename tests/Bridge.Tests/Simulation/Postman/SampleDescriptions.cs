using System.Collections.Frozen;

namespace Bridge.Simulation.Postman;

/// <summary>
/// What Meta does when it sends each of <c>samples/webhooks</c>. A sample without a line here is described by its folder alone.
/// </summary>
internal static class SampleDescriptions
{
    private static readonly FrozenDictionary<string, string> Lines = new Dictionary<string, string>
    {
        ["account-disabled"] = "Meta disables the account and says the day in words.",
        ["account-offboarded"] = "A number left the API, because its phone was registered anew; Meta says when and which.",
        ["address-reply"] = "A person fills in an address. It comes as a reply like a flow's, and is none.",
        ["audio"] = "A person sends an audio file. `voice` tells a file from a voice note.",
        ["button"] = "A person taps a quick-reply button of a template. `context.id` is the template message.",
        ["button-reply"] = "A person taps a button of an interactive message; its id is what a hand-off rule can listen to.",
        ["call-permission-reply"] = "A person allows or refuses that the business calls.",
        ["call-ringing-among-statuses"] = "Meta reports on a call among the statuses of messages: `type` tells them apart.",
        ["call-started-with-note"] = "A call of the business with a note of its own: `biz_opaque_callback_data`.",
        ["call-status"] = "Meta reports on a call under `statuses`: it is no status of a message.",
        ["consumer-profile"] = "A person's profile changed; Meta does not document what of it.",
        ["contact-card-asked-for"] = "A person with a user name shares their number because the business asked for it: `origin` says so.",
        ["contacts"] = "A person sends contact cards. None of what is on them leaves Bridge.",
        ["document"] = "A person sends a document, here with a caption.",
        ["edit"] = "A person changes a message already sent. The edit has an id of its own.",
        ["envelope-with-holes"] = "Meta leaves out parts of the envelope: what is there is translated all the same.",
        ["errors-beside-messages"] = "Meta reports an error of the channel next to messages.",
        ["flow-reply"] = "A person completes a flow; the answers come as JSON within a JSON string.",
        ["flow-reply-named"] = "A person completes a flow whose answer carries the flow's name.",
        ["group-settings-refused"] = "Of three settings of a group Meta takes one and refuses two: an event for each.",
        ["handover-of-unknown-kind"] =
            "A thread changed hands in a way that Bridge does not know: kept raw, since nobody can say who answers now.",
        ["identity-changed"] = "A person's phone or WhatsApp key changed.",
        ["image"] = "A person sends a picture. Meta gives an id to download it with, not the picture.",
        ["image-with-caption"] = "A person sends a picture with a caption; its length is counted in Unicode code points.",
        ["link-clicked"] = "A person taps a link in a marketing message. Meta does not say who.",
        ["list-reply"] = "A person chooses a row of a list.",
        ["location"] = "A person sends a place. It never leaves Bridge.",
        ["loose-types"] =
            "The same facts with other JSON types: numbers as strings and strings as numbers, as gateways and old fixtures write them.",
        ["malformed-among-good"] = "One item without an id among good ones: it alone becomes a dead letter, and the answer is 200.",
        ["message-unavailable"] = "The first message after a click on an ad may come without content: error 131060.",
        ["message-unavailable-delivered-later"] = "The message that was unavailable at first, delivered under the same id.",
        ["not-an-object"] = "A signed body that is JSON but no webhook: it becomes a dead letter, since a retry would not help.",
        ["nothing-in-it"] = "Entries and changes with nothing in them: counted, and nothing else.",
        ["number-changed"] = "A person moved to another phone number.",
        ["number-changed-with-ids"] = "A person moved to another phone number; Meta names the business-scoped ids as well.",
        ["odd-timestamps"] = "Times that are missing, absurd, in milliseconds or not numbers: the time of receipt stands in.",
        ["order"] = "A person orders from the catalogue: a message and an order.",
        ["payment"] = "A person says how they pay.",
        ["payment-captured"] = "A payment went through. It comes among the statuses of messages: `type` tells them apart.",
        ["payment-failed-from-gateway"] = "A payment failed; no message did. Some gateways name the payer as `from`.",
        ["reaction"] = "A person reacts to a message with an emoji.",
        ["reaction-removed"] = "A person takes the reaction back: no emoji, or an empty one.",
        ["request-welcome"] = "A person opens the chat for the first time and has written nothing yet.",
        ["request-welcome-from-ad"] = "A person opens the chat from an ad and has written nothing yet.",
        ["revoke"] = "A person deletes a message already sent.",
        ["several-entries"] = "One POST for several businesses and numbers, with messages and statuses.",
        ["status-delivered"] = "The message reached the person's phone.",
        ["status-failed"] =
            "Messages that failed, one for each class of error code: "
            + "outside the 24-hour window, opted out, marketing cap, template paused and more.",
        ["status-failed-several-errors"] = "A message that failed for two reasons: the first decides, both are listed.",
        ["status-in-group"] = "Statuses of a message to a group, one for each participant.",
        ["status-other"] = "A status nobody has heard of: it passes under its own name.",
        ["status-played"] = "The person listened to the voice message.",
        ["status-read"] = "The person read the message. Delivered may never come when it is read at once.",
        ["status-sent"] =
            "Meta took the message. `biz_opaque_callback_data` brings back what the business noted on it: agent, template, campaign.",
        ["status-sent-callback-pairs"] = "The business's note as `key=value;…` instead of JSON.",
        ["status-sent-direct-send"] = "A message that Meta turned into a template by itself.",
        ["status-sent-service"] = "A reply within the 24-hour window.",
        ["status-with-conversation"] =
            "Statuses with the conversation and the price; that it was opened by marketing does not make a message a template.",
        ["sticker"] = "A person sends a sticker.",
        ["text"] = "A person writes. The text itself does not leave Bridge, only its length.",
        ["text-about-product"] = "A person writes about a product of the catalogue.",
        ["text-bsuid-only"] = "A person with a user name writes: Meta gives the business-scoped id and no phone number.",
        ["text-forwarded"] = "A person forwards a message.",
        ["text-frequently-forwarded"] = "A person forwards a message that was forwarded many times.",
        ["text-from-ad"] =
            "A person clicks an ad on Facebook or Instagram and writes: the `referral` says which ad. Only this first message carries it.",
        ["text-from-ad-with-greeting"] = "The ad greets the person in the chat: `welcome_message`.",
        ["text-from-ad-with-utm"] = "The ad's link carries UTM parameters: they become the campaign.",
        ["text-from-post"] = "A person comes from a post. Its id is no ad's.",
        ["text-in-group"] = "A person writes in a group.",
        ["text-reply"] = "A person replies to a particular message.",
        ["unknown-field"] = "Meta sends a field that Bridge has never heard of: one example a day is kept among the dead letters.",
        ["unknown-object"] = "A webhook of another product: kept among the dead letters.",
        ["unknown-type"] = "A kind of message that did not exist when Bridge was built: it passes under its own name.",
        ["unknown-type-with-text"] = "Kinds that Bridge does not know with text in them: its length is counted.",
        ["unsupported"] = "A person sends what the API does not show to businesses.",
        ["user-id-changed"] = "A person's business-scoped id changed.",
        ["user-id-changed-both-named"] = "A person's business-scoped id changed; Meta names the one before.",
        ["video"] = "A person sends a video.",
        ["voice-note"] = "A person sends a voice note.",
        ["words-in-capitals"] = "Types, categories and statuses in capitals mean the same.",
    }.ToFrozenDictionary();

    public static string? Of(string sample) => Lines.GetValueOrDefault(sample);
}
