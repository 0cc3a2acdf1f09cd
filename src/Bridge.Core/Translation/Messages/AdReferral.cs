using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Json;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>The ad or post whose click opened the chat: <c>messages[].referral</c>, absent from most messages.</summary>
/// <param name="SourceType">What was clicked; <c>ad</c> or <c>post</c> so far. Text, so that a new kind does not fail.</param>
/// <param name="SourceId">The ad's id: decimal digits, more than 2^53 can hold, so text here and text to the collector.</param>
/// <param name="CtwaClid">The click id, opaque. Null for ads placed in WhatsApp Status; never substitute <paramref name="SourceId"/> for
/// it.</param>
/// <remarks>Shape: Meta's webhooks reference, messages/text. Sample: <c>samples/webhooks/text-from-ad.json</c>.</remarks>
internal sealed record AdReferral(
    string? SourceType,
    string? SourceId,
    string? SourceUrl,
    string? Headline,
    string? MediaType,
    string? CtwaClid
)
{
    /// <summary>The greeting the ad shows in the chat.</summary>
    private string? WelcomeMessage { get; init; }

    private Utm Utm { get; } = Utm.Read(SourceUrl);

    private string? AdId => SourceType == "ad" ? SourceId : null;

    /// <summary>The ad as a campaign: its UTM parameters; an ad without any is at least named as the content of an ad.</summary>
    public Campaign? Campaign =>
        !Utm.IsEmpty ? new Campaign(Utm.Campaign, Utm.Source, Utm.Medium, Utm.Term, Utm.Content ?? AdId, Utm.Id)
        : AdId is not null ? new Campaign(null, null, SourceType, null, AdId, null)
        : null;

    /// <summary>What the conversation remembers of it.</summary>
    public Touch? Touch => new Touch(SourceType, SourceId, CtwaClid, Utm.Campaign).Bounded();

    public static AdReferral? Read(JsonView referral) =>
        !referral.IsObject
            ? null
            : new AdReferral(
                referral["source_type"u8].Text?.ToLowerInvariant(),
                referral["source_id"u8].Text,
                referral["source_url"u8].Text,
                referral["headline"u8].Text,
                referral["media_type"u8].Text?.ToLowerInvariant(),
                referral["ctwa_clid"u8].Text
            )
            {
                WelcomeMessage = referral["welcome_message"u8]["text"u8].Text ?? referral["welcome_message"u8].Text,
            };

    /// <summary>What <c>message.received</c> says of it.</summary>
    public PropertyBag Summary() =>
        new PropertyBag()
            .Add(EventProperties.SourceType, SourceType)
            .Add(EventProperties.SourceId, SourceId)
            .Add(EventProperties.CtwaClid, CtwaClid);

    public TrackEvent ToEvent(ItemContext context, string messageId, string? text) =>
        context.Event(
            ConversationEvents.ReferralReceived,
            "ref",
            messageId,
            new PropertyBag()
                .Add(MessageId, messageId)
                .Add(ChatId, context.ChatId)
                .Add(EventProperties.SourceType, SourceType)
                .Add(EventProperties.SourceId, SourceId)
                .Add(EventProperties.SourceUrl, SourceUrl)
                .Add(EventProperties.Headline, Headline)
                .Add(EventProperties.WelcomeMessage, WelcomeMessage)
                .Add(EventProperties.MediaType, MediaType)
                .Add(EventProperties.CtwaClid, CtwaClid)
                .Add(EventProperties.AdId, AdId)
                .Add(UtmSource, Utm.Source)
                .Add(UtmMedium, Utm.Medium)
                .Add(UtmCampaign, Utm.Campaign)
                .Add(UtmTerm, Utm.Term)
                .Add(UtmContent, Utm.Content)
                .Add(MessageText, text)
        );
}
