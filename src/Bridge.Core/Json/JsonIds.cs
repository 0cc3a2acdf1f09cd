using System.Text.Json;

namespace Bridge.Core.Json;

/// <content>What tells one value from another: ids, names, hashes, each of a bounded length.</content>
public readonly partial struct JsonView
{
    /// <summary>Longer ids are hashed, in UTF-16 characters: the longest seen, of a message on Instagram, has 164.</summary>
    public const int LongestId = 200;

    /// <summary>Longer names are cut, in Unicode code points.</summary>
    public const int LongestName = 256;

    /// <summary>Hashing less costs less than remembering the hash, in bytes.</summary>
    private const int SmallValue = 1024;

    /// <summary>
    /// What names a person or a thing, as text; for more than <see cref="LongestId"/> characters their SHA-256 in hex stands: still the
    /// same for the same id, and within what keys and columns can hold.
    /// </summary>
    public string? Id =>
        _tape is null ? null
        : _tape.NodeAt(_index).Length <= LongestId ? Text
        : _tape.IdAt(_index);

    /// <summary>What people call themselves, or a remark: the text, cut after <see cref="LongestName"/> code points.</summary>
    public string? Name
    {
        get
        {
            if (Type is not (JsonTokenType.String or JsonTokenType.Number))
            {
                return Text;
            }

            ref readonly var node = ref _tape!.NodeAt(_index);
            return node.Length == 0 ? null : JsonText.DecodeStart(_tape.Span(node), node.Escaped, LongestName);
        }
    }

    /// <summary>Whether both are the same id: the same characters, as a string or as a number. Absent ones are never the same.</summary>
    public bool SameAs(JsonView other) =>
        Scalar is { IsEmpty: false } id
            ? id.SequenceEqual(other.Scalar)
            : Id is { } longId && string.Equals(longId, other.Id, StringComparison.Ordinal);

    /// <summary>SHA-256 over what it says, in hex; the order of members does not matter.</summary>
    /// <param name="scope">What stands around it and tells it from the same words elsewhere.</param>
    internal string Hash(string scope) =>
        _tape!.NodeAt(_index).Length <= SmallValue ? JsonHash.Of(scope, _tape, _index) : _tape.HashAt(_index, scope);
}
