using System.Net;
using Bridge.Telemetry;

namespace Bridge.Ops.Access;

/// <summary>Where a key is shown, at the page as at the API: whose it is, or why not.</summary>
/// <remarks>
/// The limit spares work and shows that somebody tries; 256 random bits are not guessed at any rate. So a right key always passes: a
/// stranger behind the same proxy must not lock out whoever comes to mend something.
/// </remarks>
internal sealed partial class KeyAuthenticator(OpsUsers users, TimeProvider time, ILogger<KeyAuthenticator> logger)
{
    /// <summary>How many wrong keys an address may show in one <see cref="Period"/>.</summary>
    public const int MaxFailures = 10;

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly FailureLimit _limit = new(MaxFailures, Period, time);
    private readonly LogThrottle _refusals = new(time);

    public KeyAnswer Show(string key, IPAddress? address)
    {
        if (users.Find(key.Trim()) is { } user)
        {
            return new(user, null);
        }

        if (_refusals.ShouldLog(out var count))
        {
            Refused(count);
        }

        return new(null, _limit.CountFailure(address));
    }

    [LoggerMessage(LogLevel.Warning, "Refused {Count} keys at /ops or /api that are nobody's in Ops:Users")]
    private partial void Refused(long count);
}

/// <param name="User">Whose key it is; null when it is nobody's.</param>
/// <param name="RetryAfterSeconds">Set when this address has shown too many wrong keys.</param>
internal readonly record struct KeyAnswer(OpsUser? User, int? RetryAfterSeconds);
