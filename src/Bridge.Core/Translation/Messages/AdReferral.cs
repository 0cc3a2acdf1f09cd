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

    /// <summary>
    /// The campaign that the ad's URL tells, then what the person wrote, then the ad's greeting; null when none of them says anything.
    /// </summary>
    /// <param name="written">What the person's text says, by the operator's patterns.</param>
    public Campaign? Told(Campaign? written, TextPatterns patterns, string? number) =>
        Utm.ToCampaign()
            .Or(written ?? Campaign.None)
            .Or(Utm.Find(WelcomeMessage).ToCampaign())
            .Or(patterns.Match(number, WelcomeMessage) ?? Campaign.None)
            .OrNull();

    /// <summary>The same with the ad itself as what the campaign showed; an ad of which nothing is told is at least named.</summary>
    public Campaign? Named(Campaign? told) =>
        told is not null ? told.Or(Campaign.None with { Content = AdId })
        : AdId is not null ? new Campaign(null, null, SourceType, null, AdId, null)
        : null;

    /// <summary>What the conversation remembers of it.</summary>
    public Touch? Touch(Campaign? told) => new Touch(SourceType, SourceId, CtwaClid, told).Bounded();

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
