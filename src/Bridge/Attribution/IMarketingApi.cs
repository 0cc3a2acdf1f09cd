using Bridge.Core.Attribution;

namespace Bridge.Attribution;

/// <summary>Meta's Marketing API.</summary>
internal interface IMarketingApi
{
    /// <summary><c>GET /{version}/{ad}?fields=id,name,adset{id,name},campaign{id,name}</c>.</summary>
    /// <returns>What came of it; only cancellation throws.</returns>
    Task<AdAnswer> FindAsync(string ad, CancellationToken cancellationToken);

    /// <summary><c>GET /{version}/me/permissions</c>.</summary>
    /// <returns>Whether the token may read ads at all; null where Meta does not say. Only cancellation throws.</returns>
    Task<bool?> MayReadAdsAsync(CancellationToken cancellationToken);
}

/// <summary>What came of one question.</summary>
/// <param name="Code">Meta's error code; null when it sent none.</param>
/// <param name="Pause">How long Meta wants not to be asked; null when it does not mind.</param>
internal sealed record AdAnswer(AdOutcome Outcome, AdNames? Names = null, long? Code = null, TimeSpan? Pause = null);

internal enum AdOutcome
{
    Named,

    /// <summary>Meta has no such ad, or does not show it to this token.</summary>
    Unknown,

    /// <summary>Asked too often.</summary>
    Throttled,

    /// <summary>The token is expired or revoked.</summary>
    TokenRefused,

    /// <summary>The token may not read this ad.</summary>
    NotPermitted,

    /// <summary>Another error of Meta's.</summary>
    Failed,

    /// <summary>No answer.</summary>
    Away,

    /// <summary>What answers is not the Marketing API.</summary>
    Unreadable,
}
