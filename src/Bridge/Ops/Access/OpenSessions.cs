using System.Security.Claims;
using System.Security.Cryptography;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Microsoft.Extensions.Options;

namespace Bridge.Ops.Access;

/// <summary>
/// Which sessions still count: a cookie that was kept when its owner signed out, or that is too old, opens nothing. Thread-safe.
/// </summary>
/// <remarks>
/// The store knows what was ended, for every process on it. While it cannot be asked, only what this process saw end is known to be over:
/// there is nothing to see or to change then but that the store is away.
/// </remarks>
internal sealed class OpenSessions(IOptions<OpsOptions> options, AdminDatabase database, TimeProvider time)
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

    /// <exception cref="StorageException">It is over here, but other processes do not know.</exception>
    public async Task EndAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (Read(principal) is not { } session)
        {
            return;
        }

        EndHere(session);
        var over = Now - (long)options.Value.SessionLifetime.TotalMilliseconds;
        await database.WriteAsync(connection => EndedSessionTable.AddAsync(connection, session.Id, session.Began, over), cancellationToken);
    }

    public async ValueTask<bool> HoldsAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        Read(principal) is { } session
        && !IsOver(session.Began)
        && !HasEndedHere(session)
        && !await HasEndedAnywhereAsync(session.Id, cancellationToken);

    private void EndHere((string Id, long Began) session)
    {
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

    private bool HasEndedHere((string Id, long Began) session)
    {
        lock (_gate)
        {
            return session.Began <= _allBefore || _ended.ContainsKey(session.Id);
        }
    }

    private async Task<bool> HasEndedAnywhereAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(connection => EndedSessionTable.HoldsAsync(connection, id), cancellationToken);
        }
        catch (StorageException)
        {
            return false; // as the remarks say; whatever is asked of the store next says that it is away
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
