using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bridge.Core.Json;

/// <summary>
/// A JSON body as a flat list of nodes over the bytes Meta sent: parsed once, nothing decoded until it is asked for.
/// Looking into it never throws, whatever the shape; only what is not JSON at all is refused, by <see cref="TryParse"/>.
/// </summary>
/// <remarks>Not thread-safe. The nodes are rented: dispose it when every <see cref="JsonView"/> read from it is done with.</remarks>
public sealed class JsonTape : IDisposable
{
    /// <summary>How deep values may nest. Meta's deepest body nests 14; past this a body counts as not JSON.</summary>
    public const int MaxDepth = 256;

    private const int BytesPerNode = 8;

    /// <summary>So many members are looked through each time; the places of more are remembered.</summary>
    private const int FewMembers = 64;

    private Node[] _nodes;
    private int _count;
    private JsonMemory? _memory;

    private JsonTape(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        _nodes = ArrayPool<Node>.Shared.Rent(Math.Max(32, bytes.Length / BytesPerNode));
    }

    /// <summary>The bytes it was parsed from.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The outermost value.</summary>
    public JsonView Root => new(this, 0);

    /// <summary>Parses one JSON value; false when the bytes are not one, or nest deeper than <see cref="MaxDepth"/>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out JsonTape tape)
    {
        tape = new JsonTape(bytes);
        try
        {
            tape.Parse();
            return true;
        }
        catch (JsonException)
        {
            // The reader has no way to refuse malformed text other than to throw.
            tape.Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = [];
        _count = 0;
        _memory = null;
    }

    internal ref readonly Node NodeAt(int index) => ref _nodes[index];

    internal ReadOnlySpan<byte> Span(in Node node) => Bytes.Span.Slice(node.Start, node.Length);

    /// <returns>The index of the member's value; 0, which is no member's, when there is none. Of repeated names the last counts.</returns>
    internal int FindMember(int index, ReadOnlySpan<byte> name)
    {
        var found = 0;
        var left = JsonMemory.Knows(name) ? FewMembers : int.MaxValue;
        var end = NodeAt(index).Next;
        for (var i = index + 1; i < end; i = NodeAt(i + 1).Next)
        {
            if (left-- == 0)
            {
                return Memory.FindMember(index, name);
            }

            if (JsonView.NameIs(this, i, name))
            {
                found = i + 1;
            }
        }

        return found;
    }

    internal string? IdAt(int index) => Memory.IdAt(index);

    internal string HashAt(int index, string scope) => Memory.HashAt(index, scope);

    private JsonMemory Memory => _memory ??= new JsonMemory(this);

    private void Parse()
    {
        Span<int> open = stackalloc int[MaxDepth];
        var depth = 0;
        var reader = new Utf8JsonReader(Bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                ref var container = ref _nodes[open[--depth]];
                container.Next = _count;
                container.Length = (int)reader.BytesConsumed - container.Start;
                continue;
            }

            Append(ref reader);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open[depth++] = _count - 1;
            }
        }
    }

    private void Append(ref Utf8JsonReader reader)
    {
        if (_count == _nodes.Length)
        {
            Grow();
        }

        var quote = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
        _nodes[_count] = new Node
        {
            Start = (int)reader.TokenStartIndex + quote,
            Length = reader.ValueSpan.Length,
            Next = _count + 1,
            Type = reader.TokenType,
            Escaped = reader.ValueIsEscaped,
        };
        _count++;
    }

    private void Grow()
    {
        var larger = ArrayPool<Node>.Shared.Rent(_nodes.Length * 2);
        _nodes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = larger;
    }

    /// <summary>One token. A property is two nodes, its name and its value; an object or array is followed by what it holds.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal struct Node
    {
        /// <summary>Offset of the value's first byte; of a string, behind the quote.</summary>
        public int Start;

        /// <summary>Bytes of the value; of a string, without the quotes.</summary>
        public int Length;

        /// <summary>Index of the node behind this one and everything it holds.</summary>
        public int Next;

        public JsonTokenType Type;

        /// <summary>Whether a string holds backslashes.</summary>
        public bool Escaped;
    }
}
