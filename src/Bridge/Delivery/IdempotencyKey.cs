using System.Security.Cryptography;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>The <c>Idempotency-Key</c> of a batch: SHA-256 over its events' ids, so that the same batch posted again has the same key.</summary>
internal static class IdempotencyKey
{
    private const int IdBytes = 16;

    public static string Of(IReadOnlyList<WaitingEvent> events)
    {
        Span<byte> ids = events.Count <= BatchLimits.MaxEvents ? stackalloc byte[BatchLimits.MaxEvents * IdBytes] : new byte[events.Count * IdBytes];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Id.TryWriteBytes(ids[(i * IdBytes)..], bigEndian: true, out _);
        }

        return Convert.ToHexStringLower(SHA256.HashData(ids[..(events.Count * IdBytes)]));
    }
}
