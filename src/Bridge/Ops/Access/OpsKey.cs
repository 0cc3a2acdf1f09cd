using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Ops.Access;

/// <summary>The key of a user, or of a system that posts: 256 random bits, so that its plain SHA-256 can stand in the settings.</summary>
/// <param name="Text">With a beginning by which scanners for secrets know it.</param>
internal sealed record OpsKey(string Text)
{
    private const string Beginning = "bridge_";

    /// <summary>SHA-256, in lowercase hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static OpsKey Create() => new(Beginning + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public override string ToString() => Beginning + "…";
}
