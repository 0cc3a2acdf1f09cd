using System.Security.Cryptography;
using System.Text;

namespace Bridge.Identity;

/// <summary>
/// What stands for an id when ids may not leave: HMAC-SHA256 under the operator's pepper, in hex. The same id always gives the same.
/// </summary>
internal sealed class Pseudonyms(string pepper)
{
    private const int StackLimit = 512;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(pepper.Trim());

    /// <summary>Whether a text looks like one.</summary>
    public static bool IsOne(string text) =>
        text.Length == 2 * HMACSHA256.HashSizeInBytes && text.All(letter => char.IsAsciiDigit(letter) || letter is >= 'a' and <= 'f');

    public string Of(string id)
    {
        var needed = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> utf8 = needed <= StackLimit ? stackalloc byte[StackLimit] : new byte[needed];
        var length = Encoding.UTF8.GetBytes(id, utf8);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, utf8[..length], hash);
        return Convert.ToHexStringLower(hash);
    }
}
