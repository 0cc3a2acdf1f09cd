using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Ops.Access;

/// <summary>Somebody who may use <c>/ops</c> and <c>/api</c>.</summary>
/// <param name="KeyHash">SHA-256 of the key.</param>
internal sealed record OpsUser(string Name, OpsRole Role, byte[] KeyHash)
{
    private const string AuthenticationType = "ops";
    private const string StampClaim = "stamp";

    public static OpsUser From(OpsUserOptions options) =>
        new(options.Name!.Trim(), RoleOf(options.Role)!.Value, Convert.FromHexString(options.KeyHash!));

    /// <returns>Null for a text that is no role.</returns>
    public static OpsRole? RoleOf(string text) =>
        Enum.GetValues<OpsRole>()
            .Where(role => role.ToString().Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(role => (OpsRole?)role)
            .SingleOrDefault();

    public ClaimsPrincipal ToPrincipal() =>
        new(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.NameIdentifier, Name),
                    new(ClaimTypes.Name, Name),
                    new(ClaimTypes.Role, Role.ToString()),
                    new(StampClaim, Stamp()),
                ],
                AuthenticationType
            )
        );

    /// <summary>Whether this is who signed in: the same name, with the same key and role as then.</summary>
    public bool Is(ClaimsPrincipal principal) => principal.FindFirstValue(StampClaim) == Stamp();

    /// <summary>Names are shown and logged, keys and their hashes never.</summary>
    public override string ToString() => $"{Name} ({Role})";

    /// <summary>Of the hash again, which stays where it is.</summary>
    private string Stamp() => Convert.ToHexString(SHA256.HashData([.. KeyHash, (byte)Role, .. Encoding.UTF8.GetBytes(Name)]));
}

/// <summary>What a user may do; whoever acts also looks.</summary>
internal enum OpsRole
{
    Viewer,
    Operator,
}
