using Bridge.Configuration;

namespace Bridge.Attribution;

/// <summary>What is wrong when Meta tells no names, and the cure, for people.</summary>
internal static class AdProblems
{
    private static readonly string Token = Settings.Describe("Attribution:AccessToken");

    /// <summary>Of a token that is good for other things.</summary>
    public static string NoAdsRead => $"The token for ads has no ads_read: give it to {Token}, for the ad account.";

    /// <returns>Null when nothing is.</returns>
    public static string? Of(AdAnswer answer) =>
        answer.Outcome switch
        {
            AdOutcome.TokenRefused => $"Meta refuses the token for ads (error {answer.Code}): it is expired or revoked; set a new {Token}.",
            AdOutcome.NotPermitted =>
                $"The token for ads may not read all of them (error {answer.Code}): give {Token} ads_read of the ad account.",
            AdOutcome.Throttled => $"Meta has been asked for ads too often (error {answer.Code}): it is asked again later by itself.",
            AdOutcome.Failed => $"Meta answers the question for an ad with error {answer.Code}: it is asked again later by itself.",
            AdOutcome.Away => "Nobody answers for the names of ads: see that Attribution:GraphUrl can be reached from here.",
            AdOutcome.Unreadable =>
                "What answers at Attribution:GraphUrl is not Meta's Marketing API: see that it and Attribution:GraphVersion are right.",
            _ => null,
        };
}
