using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bridge.Core.Json;

/// <summary>
/// SHA-256 over what a value says, however its members are ordered and spaced. One pass; what it keeps is the names of the objects that are
/// open.
/// </summary>
/// <remarks>Of repeated names the order among themselves counts, because the last one is the one that is read.</remarks>
internal sealed class JsonHash : IDisposable
{
    private const int BufferSize = 4096;

    private readonly JsonTape _tape;
    private readonly Comparison<int> _byName;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int[] _members = ArrayPool<int>.Shared.Rent(64);
    private int _memberCount;
    private int _length;
    private IncrementalHash? _hash;

    private JsonHash(JsonTape tape) => (_tape, _byName) = (tape, CompareNames);

    /// <param name="scope">What stands around the value and tells it from the same words elsewhere.</param>
    /// <returns>64 lowercase hex digits.</returns>
    public static string Of(string scope, JsonTape tape, int index)
    {
        using var hash = new JsonHash(tape);
        hash.Append((byte)'#', Encoding.UTF8.GetBytes(scope));
        hash.Append(index);
        return hash.Finish();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<int>.Shared.Return(_members);
        _hash?.Dispose();
    }

    /// <summary>Recursion is bounded by <see cref="JsonTape.MaxDepth"/>.</summary>
    private void Append(int index)
    {
        ref readonly var node = ref _tape.NodeAt(index);
        switch (node.Type)
        {
            case JsonTokenType.StartObject:
                AppendMembers(index, node.Next);
                break;
            case JsonTokenType.StartArray:
                Append("["u8);
                for (var i = index + 1; i < node.Next; i = _tape.NodeAt(i).Next)
                {
                    Append(i);
                }

                Append("]"u8);
                break;
            default:
                Append(node.Type is JsonTokenType.String ? (byte)'s' : (byte)'n', _tape.Span(node));
                break;
        }
    }

    private void AppendMembers(int index, int end)
    {
        var first = _memberCount;
        for (var name = index + 1; name < end; name = _tape.NodeAt(name + 1).Next)
        {
            Push(name);
        }

        var last = _memberCount;
        _members.AsSpan(first, last - first).Sort(_byName);
        Append("{"u8);
        for (var i = first; i < last; i++)
        {
            var name = _members[i];
            Append((byte)'m', _tape.Span(_tape.NodeAt(name)));
            Append(name + 1);
        }

        Append("}"u8);
        _memberCount = first;
    }

    private void Push(int name)
    {
        if (_memberCount == _members.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_members.Length * 2);
            _members.CopyTo(larger, 0);
            ArrayPool<int>.Shared.Return(_members);
            _members = larger;
        }

        _members[_memberCount++] = name;
    }

    private int CompareNames(int left, int right)
    {
        var order = _tape.Span(_tape.NodeAt(left)).SequenceCompareTo(_tape.Span(_tape.NodeAt(right)));
        return order != 0 ? order : left.CompareTo(right);
    }

    /// <summary>With its length before it, so that no two values run together to the same bytes.</summary>
    private void Append(byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        Append(head);
        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > BufferSize)
        {
            _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _hash.AppendData(_buffer.AsSpan(0, _length));
            _length = 0;
        }

        if (bytes.Length > BufferSize)
        {
            _hash!.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private string Finish()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (_hash is null)
        {
            SHA256.HashData(_buffer.AsSpan(0, _length), digest);
        }
        else
        {
            _hash.AppendData(_buffer.AsSpan(0, _length));
            _hash.GetHashAndReset(digest);
        }

        return Convert.ToHexStringLower(digest);
    }
}
