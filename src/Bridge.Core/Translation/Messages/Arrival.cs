using Bridge.Core.Attribution;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation.Messages;

/// <summary>What brought the sender of a message, as far as the message says so.</summary>
/// <param name="Referral">The ad or post that was clicked; null for most messages.</param>
/// <param name="Campaign">For the context of the message's events.</param>
/// <param name="Touch">For its conversation.</param>
internal sealed record Arrival(AdReferral? Referral, Campaign? Campaign, Touch? Touch)
{
    public static Arrival Read(Change change, JsonView message, TextPatterns patterns)
    {
        var written = patterns.Match(change.Account, message["text"u8]["body"u8]);
        if (AdReferral.Read(message["referral"u8]) is not { } referral)
        {
            return new Arrival(null, written, written is null ? null : new Touch(null, null, null, written));
        }

        var told = referral.Told(written, patterns, change.Account);
        return new Arrival(referral, referral.Named(told), referral.Touch(told));
    }
}
