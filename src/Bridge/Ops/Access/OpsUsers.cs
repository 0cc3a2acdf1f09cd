using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Bridge.Ops.Access;

/// <summary>The users of this moment; they change with the files they stand in. Thread-safe.</summary>
internal sealed partial class OpsUsers : IDisposable
{
    private readonly ILogger<OpsUsers> _logger;
    private readonly IDisposable? _subscription;
    private volatile OpsUser[] _users;

    public OpsUsers(IOptionsMonitor<OpsOptions> monitor, ILogger<OpsUsers> logger)
    {
        _logger = logger;
        _users = Read(monitor.CurrentValue);
        _subscription = monitor.OnChange(Use);
    }

    /// <summary>Whether nobody is configured, so that <c>/ops</c> and <c>/api</c> are off.</summary>
    public bool IsEmpty => _users.Length == 0;

    /// <summary>Whose key it is. Takes as long whoever it is.</summary>
    /// <returns>Null when it is nobody's.</returns>
    public OpsUser? Find(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        OpsUser? found = null;
        foreach (var user in _users)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, user.KeyHash) ? user : found;
        }

        return found;
    }

    /// <summary>Whether somebody who signed in is still a user, with the same key and role.</summary>
    public bool Know(ClaimsPrincipal principal) => Array.Exists(_users, user => user.Is(principal));

    public void Dispose() => _subscription?.Dispose();

    /// <summary>Only sound options come here; the monitor refuses the others, and the users stay who they were.</summary>
    private void Use(OpsOptions options)
    {
        var users = Read(options);
        if (users.Select(user => user.ToPrincipal()).All(Know) && users.Length == _users.Length)
        {
            return;
        }

        _users = users;
        Changed(users.Length);
    }

    private static OpsUser[] Read(OpsOptions options) => [.. options.Users.Select(OpsUser.From)];

    [LoggerMessage(LogLevel.Information, "The users of /ops and /api changed: there are {Users} now")]
    private partial void Changed(int users);
}
