using System.Buffers;
using System.Numerics;

namespace Bridge.Receiving;

/// <summary>
/// The bytes of one request in pooled memory, which grows with what has come: a request that only declares a large body takes none of the
/// memory all share.
/// </summary>
/// <param name="fromFailing">Whether it comes from an address that keeps failing.</param>
internal sealed class BodyBuffer(BytesInFlight inFlight, bool fromFailing = false) : IDisposable
{
    private const int SmallestBuffer = 4096;
    private readonly Reservation _reservation = new(fromFailing);
    private byte[] _buffer = [];

    public int Length { get; private set; }

    /// <summary>Whether it had to give way to others while it was read.</summary>
    public bool IsGivenUp => _reservation.IsGivenUp;

    /// <summary>Valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <returns>False when there is no memory left for it; then nothing was appended.</returns>
    public bool TryAppend(in ReadOnlySequence<byte> bytes)
    {
        if (!TryMakeRoom((int)bytes.Length))
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += (int)bytes.Length;
        return true;
    }

    /// <inheritdoc cref="TryAppend(in ReadOnlySequence{byte})"/>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (!TryMakeRoom(bytes.Length))
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
        return true;
    }

    /// <summary>It does not come in one piece: until <see cref="EndReading"/> it may have to give way to others.</summary>
    /// <param name="reading">Cancelled when it has to.</param>
    public void BeginReading(CancellationTokenSource reading) => inFlight.Begin(_reservation, reading);

    /// <summary>More of it has come.</summary>
    public void KeepReading() => inFlight.Touch(_reservation);

    public void EndReading() => inFlight.End(_reservation);

    public void Dispose()
    {
        GiveBack(_buffer);
        _buffer = [];
        Length = 0;
    }

    private bool TryMakeRoom(int bytes) => Length + bytes <= _buffer.Length || TryGrow(Length + bytes);

    /// <summary>To powers of two, as the pool has them: what is reserved is what is rented.</summary>
    private bool TryGrow(int length)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, SmallestBuffer));
        if (!inFlight.TryReserve(_reservation, size))
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        GiveBack(_buffer);
        _buffer = larger;
        return true;
    }

    private void GiveBack(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            inFlight.Release(_reservation, buffer.Length);
        }
    }
}
