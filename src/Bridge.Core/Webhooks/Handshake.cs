using System.Security.Cryptography;
using System.Text;

namespace Bridge.Core.Webhooks;

/// <summary>What became of a handshake. All but <see cref="Accepted"/> are answered alike and differ for the log alone.</summary>
public enum HandshakeResult
{
    /// <summary>The challenge is to be echoed.</summary>
    Accepted,

    /// <summary><c>hub.mode</c> is not <c>subscribe</c>: not Meta's handshake.</summary>
    WrongMode,

    /// <summary><c>hub.verify_token</c> is absent or none of ours.</summary>
    WrongToken,

    /// <summary><c>hub.challenge</c> is absent, empty or longer than <see cref="Handshake.MaxChallengeLength"/>.</summary>
    WrongChallenge,
}

/// <summary>Meta's question, when somebody enters the webhook's address in the app dashboard, whether the address is ours.</summary>
public static class Handshake
{
    /// <summary>In characters. Meta's are ten digits; the bound is for whoever would like a longer echo.</summary>
    public const int MaxChallengeLength = 256;

    /// <summary>Judges a handshake by its three query parameters. The challenge is echoed as it is, never parsed.</summary>
    /// <param name="tokens">The tokens accepted; blank ones never match.</param>
    public static HandshakeResult Check(string? mode, string? token, string? challenge, IReadOnlyList<string> tokens)
    {
        if (mode is not "subscribe")
        {
            return HandshakeResult.WrongMode;
        }

        if (!IsAccepted(token, tokens))
        {
            return HandshakeResult.WrongToken;
        }

        return challenge is { Length: > 0 and <= MaxChallengeLength } ? HandshakeResult.Accepted : HandshakeResult.WrongChallenge;
    }

    /// <summary>Hashes are compared, so that neither the length nor the first difference of a token shows in the time it takes.</summary>
    private static bool IsAccepted(string? token, IReadOnlyList<string> tokens)
    {
        var claimed = Hash(token ?? "");
        var accepted = false;
        foreach (var candidate in tokens)
        {
            accepted |= CryptographicOperations.FixedTimeEquals(Hash(candidate), claimed) && !string.IsNullOrWhiteSpace(candidate);
        }

        return accepted;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
