using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Bridge.Benchmarks.Load;

/// <summary>A request's body in one rented piece of memory, given back when disposed of.</summary>
internal sealed class PooledBody : IDisposable
{
    private readonly byte[] _rented;

    private PooledBody(byte[] rented, int length) => (_rented, Length) = (rented, length);

    public int Length { get; }

    public ReadOnlyMemory<byte> Memory => _rented.AsMemory(0, Length);

    /// <summary>Reads a body whose length the client announced.</summary>
    public static async ValueTask<PooledBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var length = checked((int)(request.ContentLength ?? throw new BadHttpRequestException("no Content-Length")));
        var rented = ArrayPool<byte>.Shared.Rent(length);
        await request.Body.ReadExactlyAsync(rented.AsMemory(0, length), cancellationToken);
        return new PooledBody(rented, length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
