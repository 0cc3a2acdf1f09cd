using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Bridge.Ops.Access;

/// <summary>
/// Which sessions still count: a cookie that was kept when its owner signed out, or that is too old, opens nothing. Thread-safe.
/// </summary>
/// <remarks>
/// What ended is known to this process alone, until it ends; with <see cref="OpsOptions.SessionSecret"/> a copied cookie counts elsewhere
/// until its lifetime is over.
/// </remarks>
internal sealed class OpenSessions(IOptions<OpsOptions> options, TimeProvider time)
{
    /// <summary>So many ended sessions are remembered one by one; with one more, all that began before now are ended.</summary>
    public const int MaxEnded = 10_000;

    private const int IdBytes = 16;
    private const string IdClaim = "session";
    private const string BeganClaim = "began";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _ended = [];
    private long _allBefore = long.MinValue;

    /// <summary>Who signs in, with a session of their own.</summary>
    public ClaimsPrincipal Begin(OpsUser user)
    {
        var principal = user.ToPrincipal();
        ((ClaimsIdentity)principal.Identity!).AddClaims([
            new(IdClaim, RandomNumberGenerator.GetHexString(IdBytes * 2)),
            new(BeganClaim, $"{Now}"),
        ]);
        return principal;
    }

    public void End(ClaimsPrincipal principal)
    {
        if (Read(principal) is not { } session)
        {
            return;
        }

        lock (_gate)
        {
            Forget();
            if (_ended.Count >= MaxEnded)
            {
                _allBefore = Now;
                _ended.Clear();
            }

            _ended[session.Id] = session.Began;
        }
    }

    public bool Holds(ClaimsPrincipal principal)
    {
        if (Read(principal) is not { } session || IsOver(session.Began))
        {
            return false;
        }

        lock (_gate)
        {
            return session.Began > _allBefore && !_ended.ContainsKey(session.Id);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsOver(long began) => Now - began >= (long)options.Value.SessionLifetime.TotalMilliseconds;

    /// <summary>What is over by itself need not be remembered.</summary>
    private void Forget()
    {
        foreach (var (id, _) in _ended.Where(session => IsOver(session.Value)).ToList())
        {
            _ended.Remove(id);
        }
    }

    private static (string Id, long Began)? Read(ClaimsPrincipal principal) =>
        principal.FindFirstValue(IdClaim) is { } id && long.TryParse(principal.FindFirstValue(BeganClaim), out var began)
            ? (id, began)
            : null;
}
