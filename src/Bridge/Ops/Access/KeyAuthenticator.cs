using System.Net;
using Bridge.Telemetry;

namespace Bridge.Ops.Access;

/// <summary>Where a key is shown, at the page as at the API: whose it is, or why not.</summary>
internal sealed partial class KeyAuthenticator(OpsUsers users, SignInLimit limit, TimeProvider time, ILogger<KeyAuthenticator> logger)
{
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

        return new(null, limit.Count(address) is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null);
    }

    [LoggerMessage(LogLevel.Warning, "Refused {Count} keys at /ops or /api that are nobody's in Ops:Users")]
    private partial void Refused(long count);
}

/// <param name="User">Whose key it is; null when it is nobody's.</param>
/// <param name="RetryAfterSeconds">Set when this address has shown too many wrong keys.</param>
internal readonly record struct KeyAnswer(OpsUser? User, int? RetryAfterSeconds);
