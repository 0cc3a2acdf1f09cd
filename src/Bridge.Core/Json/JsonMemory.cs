using System.Security.Cryptography;
using System.Text;

namespace Bridge.Core.Json;

/// <summary>
/// The cache of a body: what would cost to find out again for every item: where the members of a large object are, and what
/// stands for a long id or a large value. Without it a body of few large parts and many small ones would cost their product.
/// </summary>
internal sealed class JsonMemory(JsonTape tape)
{
    /// <summary>Names longer than this are nothing anybody asks for often, in bytes.</summary>
    private const int LongestName = 256;

    private const int MostEscaped = 6;

    private readonly Dictionary<int, Dictionary<string, int>> _members = [];
    private readonly Dictionary<int, string> _ids = [];
    private readonly Dictionary<(int Index, string Scope), string> _hashes = [];

    public static bool Knows(ReadOnlySpan<byte> name) => name.Length <= LongestName;

    /// <returns>The index of the member's value; 0 when there is none.</returns>
    public int FindMember(int index, ReadOnlySpan<byte> name)
    {
        if (!_members.TryGetValue(index, out var members))
        {
            _members[index] = members = ReadMembers(index);
        }

        return members.GetValueOrDefault(Encoding.UTF8.GetString(name));
    }

    /// <summary>The text itself, or its SHA-256 in hex when it is too long to be an id.</summary>
    public string? IdAt(int index)
    {
        if (!_ids.TryGetValue(index, out var id) && new JsonView(tape, index).Text is { } text)
        {
            id = text.Length <= JsonView.LongestId ? text : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            _ids[index] = id;
        }

        return id;
    }

    public string HashAt(int index, string scope)
    {
        if (!_hashes.TryGetValue((index, scope), out var hash))
        {
            _hashes[(index, scope)] = hash = JsonHash.Of(scope, tape, index);
        }

        return hash;
    }

    /// <summary>Of repeated names the last counts.</summary>
    private Dictionary<string, int> ReadMembers(int index)
    {
        var members = new Dictionary<string, int>();
        var end = tape.NodeAt(index).Next;
        for (var i = index + 1; i < end; i = tape.NodeAt(i + 1).Next)
        {
            ref readonly var name = ref tape.NodeAt(i);
            if (name.Length <= (name.Escaped ? LongestName * MostEscaped : LongestName))
            {
                members[JsonText.Decode(tape.Span(name), name.Escaped)] = i + 1;
            }
        }

        return members;
    }
}
