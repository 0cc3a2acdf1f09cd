using Bridge.Core.Attribution;
using Bridge.Core.Json;

namespace Bridge.Core.Translation.Messenger;

/// <summary>What led a person to a chat on Messenger or Instagram: an ad, or a link with a word of the business's own.</summary>
/// <param name="Source"><c>ad</c>, or another kind as Meta names it.</param>
/// <param name="Ref">
/// What the link carries along: UTM parameters, what <c>Attribution:TextPatterns</c> read, or the campaign's name.
/// </param>
internal sealed record LinkReferral(string? Source, string? AdId, string? Ref, Campaign? Told)
{
    /// <summary>For the context of the item's events: what is told, with the ad as what the campaign showed.</summary>
    public Campaign? Campaign => (Told ?? Campaign.None).Or(Campaign.None with { Content = AdId }).OrNull();

    public Touch? Touch => new Touch(Source, AdId, null, Told).Bounded();

    /// <summary>The referrals of an item, wherever they stand.</summary>
    public static IEnumerable<JsonView> Of(JsonView item)
    {
        JsonView[] places =
        [
            item["referral"u8],
            item["postback"u8]["referral"u8],
            item["message"u8]["referral"u8],
            item["optin"u8]["referral"u8],
        ];
        return places.Where(referral => referral.IsObject);
    }

    /// <summary>What brought whoever an item is from: its first referral, else what they wrote.</summary>
    public static (Campaign? Campaign, Touch? Touch) Arrival(JsonView item, string? account, TextPatterns patterns)
    {
        foreach (var referral in Of(item))
        {
            var read = Read(referral, account, patterns);
            return (read.Campaign, read.Touch);
        }

        var written = patterns.Match(account, item["message"u8]["text"u8]);
        return (written, written is null ? null : new Touch(null, null, null, written));
    }

    /// <param name="account">The page it came to.</param>
    public static LinkReferral Read(JsonView referral, string? account, TextPatterns patterns)
    {
        var word = referral["ref"u8].Text;
        return new LinkReferral(SourceOf(referral["source"u8].Text), referral["ad_id"u8].Text, word, Tell(word, account, patterns));
    }

    private static Campaign? Tell(string? word, string? account, TextPatterns patterns) =>
        word is null ? null
        : Utm.Find(word) is { IsEmpty: false } utm ? utm.ToCampaign()
        : patterns.Match(account, word) ?? Campaign.None with { Name = word };

    /// <summary>What WhatsApp calls <c>ad</c> is <c>ADS</c> here.</summary>
    private static string? SourceOf(string? source) =>
        source?.ToLowerInvariant() switch
        {
            "ads" => "ad",
            var other => other,
        };
}
