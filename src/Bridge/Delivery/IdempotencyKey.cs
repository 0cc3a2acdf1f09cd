using System.Security.Cryptography;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// The <c>Idempotency-Key</c> of a batch: SHA-256 over its events' ids, so that the same batch posted again has the same key.
/// </summary>
/// <remarks>
/// What is replayed counts with its content: it keeps its id when somebody has edited it, and a collector that remembers keys would answer
/// with what it said of the content it refused.
/// </remarks>
internal static class IdempotencyKey
{
    private const int IdBytes = 16;

    public static string Of(IReadOnlyList<PendingEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> id = stackalloc byte[IdBytes];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Id.TryWriteBytes(id, bigEndian: true, out _);
            hash.AppendData(id);
            if (events[i].DeadLetter is not null)
            {
                hash.AppendData(SHA256.HashData(events[i].Payload));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
