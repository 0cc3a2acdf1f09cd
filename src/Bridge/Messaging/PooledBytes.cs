using System.Buffers;
using System.Diagnostics;

namespace Bridge.Messaging;

/// <summary>Bytes written into rented memory. Whoever has them last gives the memory back; after that nobody can read them here.</summary>
/// <remarks>
/// Giving back is never a duty: what nobody gives back the garbage collector takes. So where another may still read, as a client library
/// after a timeout, they are let go. Written and read by one thread at a time; given back by any, once.
/// </remarks>
/// <param name="expected">So many bytes are likely to be written; there may be more.</param>
internal sealed class PooledBytes(int expected) : IBufferWriter<byte>, IDisposable
{
    /// <summary>Above this many bytes memory is not given back: one huge webhook would otherwise pin it in the pool.</summary>
    private const int MostKept = 1 << 20;

    private byte[]? _memory = ArrayPool<byte>.Shared.Rent(expected);
    private int _count;

    /// <summary>What was written so far; not to be read any more once this is disposed of.</summary>
    public ReadOnlyMemory<byte> Written => Memory.AsMemory(0, _count);

    private byte[] Memory => _memory ?? throw new ObjectDisposedException(nameof(PooledBytes));

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => WithRoom(sizeHint).AsMemory(_count);

    public Span<byte> GetSpan(int sizeHint = 0) => WithRoom(sizeHint).AsSpan(_count);

    /// <summary>Gives the memory back; a second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
        {
            GiveBack(memory);
        }
    }

    private byte[] WithRoom(int sizeHint)
    {
        var memory = Memory;
        if (memory.Length - _count >= Math.Max(sizeHint, 1))
        {
            return memory;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_count + sizeHint), 2 * memory.Length));
        memory.AsSpan(0, _count).CopyTo(larger);
        _memory = larger;
        GiveBack(memory);
        return larger;
    }

    private static void GiveBack(byte[] memory)
    {
        Spoil(memory);
        if (memory.Length <= MostKept)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    /// <summary>Where Bridge is tested, whoever still reads what was given back reads rubbish at once, and not only under load.</summary>
    [Conditional("DEBUG")]
    private static void Spoil(byte[] memory) => memory.AsSpan().Fill(0xDD);
}
