using System.Buffers;
using System.Security.Cryptography;

namespace Bridge.Core.Webhooks;

/// <summary>
/// What the check of a webhook's signature found. All but <see cref="Valid"/> are answered alike and differ for the log alone.
/// </summary>
public enum SignatureResult
{
    Valid,

    /// <summary>The header is absent or empty.</summary>
    Missing,

    /// <summary>The header is not exactly <c>sha256=</c> and 64 hex digits, once.</summary>
    Malformed,

    /// <summary>None of the secrets signs these bytes so.</summary>
    Wrong,

    /// <summary>There is no body. Meta never sends that, so it is refused whatever its signature.</summary>
    EmptyBody,
}

/// <summary>
/// Meta's signature of a webhook: <c>X-Hub-Signature-256: sha256=</c> and the hex HMAC-SHA256 of the raw body under the app secret.
/// </summary>
/// <remarks>
/// Only the bytes as they came count: Meta signs its own escaping (<c>\u00e4</c>, <c>\/</c>), which no serialiser reproduces.
/// The digits' case carries nothing, so upper case is as good as lower case.
/// </remarks>
public static class WebhookSignature
{
    public const string HeaderName = "X-Hub-Signature-256";
    private const string Prefix = "sha256=";

    /// <summary>What is wrong with the header itself, told before the body is read; null when only the body can tell.</summary>
    public static SignatureResult? FindFault(ReadOnlySpan<char> header)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return header.IsEmpty ? SignatureResult.Missing
            : TryParse(header, claimed) ? null
            : SignatureResult.Malformed;
    }

    /// <summary>Checks the body against the header, under each of the secrets in turn.</summary>
    /// <param name="body">The raw bytes of the request, before any decoding.</param>
    /// <param name="header">The header's value; several values joined by commas are malformed.</param>
    /// <param name="secrets">The app secrets in UTF-8; any of them may have signed, so that a secret can be rotated.</param>
    public static SignatureResult Verify(ReadOnlySpan<byte> body, ReadOnlySpan<char> header, ReadOnlySpan<byte[]> secrets) =>
        Verify(body, header, secrets, out _);

    /// <inheritdoc cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{char}, ReadOnlySpan{byte[]})"/>
    /// <param name="signer">The place among the secrets of the one that signed; -1 when none did.</param>
    public static SignatureResult Verify(ReadOnlySpan<byte> body, ReadOnlySpan<char> header, ReadOnlySpan<byte[]> secrets, out int signer)
    {
        signer = -1;
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (header.IsEmpty)
        {
            return SignatureResult.Missing;
        }

        if (!TryParse(header, claimed))
        {
            return SignatureResult.Malformed;
        }

        return body.IsEmpty ? SignatureResult.EmptyBody
            : (signer = FindSigner(secrets, body, claimed)) >= 0 ? SignatureResult.Valid
            : SignatureResult.Wrong;
    }

    /// <summary>The header Meta would send with this body.</summary>
    public static string Sign(ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));

    /// <summary>A blank secret signs nothing: whoever knows that it is blank could sign as well.</summary>
    private static int FindSigner(ReadOnlySpan<byte[]> secrets, ReadOnlySpan<byte> body, ReadOnlySpan<byte> claimed)
    {
        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var place = 0; place < secrets.Length; place++)
        {
            HMACSHA256.HashData(secrets[place], body, actual);
            if (secrets[place].Length > 0 && CryptographicOperations.FixedTimeEquals(actual, claimed))
            {
                return place;
            }
        }

        return -1;
    }

    private static bool TryParse(ReadOnlySpan<char> header, Span<byte> mac) =>
        header.Length == Prefix.Length + (2 * mac.Length)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header[Prefix.Length..], mac, out _, out _) == OperationStatus.Done;
}
