using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Bridge.Core.Json;

/// <summary>
/// A value somewhere in a body, read tolerantly: what is missing, null or of another type is absent, numbers may be strings and
/// strings numbers, and no question asked of it throws. The default value is an absent one.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly partial struct JsonView
{
    /// <summary>No number, flag or word of Meta's is longer, in bytes.</summary>
    private const int LongestScalar = 1024;

    /// <summary>How many bytes one byte of a name can become when it is escaped.</summary>
    private const int MostEscaped = 6;

    private readonly JsonTape? _tape;
    private readonly int _index;

    internal JsonView(JsonTape tape, int index) => (_tape, _index) = (tape, index);

    /// <summary>Whether there is a value other than null.</summary>
    public bool Exists => Type is not (JsonTokenType.None or JsonTokenType.Null);

    public bool IsObject => Type == JsonTokenType.StartObject;

    public bool IsArray => Type == JsonTokenType.StartArray;

    public bool IsString => Type == JsonTokenType.String;

    public bool IsNumber => Type == JsonTokenType.Number;

    public bool IsFlag => Type is JsonTokenType.True or JsonTokenType.False;

    public bool IsNull => Type == JsonTokenType.Null;

    /// <summary>Whether it is the default value: nothing was there at all, not even null.</summary>
    public bool IsNone => _tape is null;

    private JsonTokenType Type => _tape is null ? JsonTokenType.None : _tape.NodeAt(_index).Type;

    /// <summary>The bytes of the value as Meta sent them, quotes included; empty when absent.</summary>
    public ReadOnlyMemory<byte> Raw
    {
        get
        {
            if (_tape is null)
            {
                return default;
            }

            var node = _tape.NodeAt(_index);
            return node.Type is JsonTokenType.String
                ? _tape.Bytes.Slice(node.Start - 1, node.Length + 2)
                : _tape.Bytes.Slice(node.Start, node.Length);
        }
    }

    /// <summary>Where its bytes end in those of the tape, and what follows it begins; 0 when absent.</summary>
    public int End => Start + Raw.Length;

    /// <summary>Where its bytes begin in those of the tape, quotes included; 0 when absent.</summary>
    public int Start =>
        _tape is null ? 0
        : IsString ? _tape.NodeAt(_index).Start - 1
        : _tape.NodeAt(_index).Start;

    /// <summary>The member of an object; absent when this is no object or has no such member. Of repeated names the last counts.</summary>
    /// <param name="name">The name in UTF-8, unescaped.</param>
    public JsonView this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (!IsObject)
            {
                return default;
            }

            var found = _tape!.FindMember(_index, name);
            return found == 0 ? default : new JsonView(_tape, found);
        }
    }

    /// <summary>A string, or a number or flag as it is written; null for anything else and for the empty string.</summary>
    public string? Text
    {
        get
        {
            if (_tape is null)
            {
                return null;
            }

            ref readonly var node = ref _tape.NodeAt(_index);
            return node.Length == 0
                ? null
                : node.Type switch
                {
                    JsonTokenType.String => JsonText.Decode(_tape.Span(node), node.Escaped),
                    JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(_tape.Span(node)),
                    _ => null,
                };
        }
    }

    /// <summary>A whole number, also one written as a string; null for anything else.</summary>
    public long? Integer
    {
        get
        {
            var digits = Scalar;
            return !digits.IsEmpty && Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length ? value : null;
        }
    }

    /// <summary>A decimal number, also one written as a string; null for anything else and outside decimal's range.</summary>
    public decimal? Number => decimal.TryParse(Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>true or false, also written as a string or as 1 and 0; null for anything else.</summary>
    public bool? Flag =>
        Scalar switch
        {
            var text when text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8) => true,
            var text when text.SequenceEqual("false"u8) || text.SequenceEqual("0"u8) => false,
            _ => null,
        };

    /// <summary>How many Unicode code points a string has; 0 for anything else.</summary>
    public int CodePoints
    {
        get
        {
            if (Type != JsonTokenType.String)
            {
                return 0;
            }

            ref readonly var node = ref _tape!.NodeAt(_index);
            return JsonText.CountCodePoints(_tape.Span(node), node.Escaped);
        }
    }

    /// <summary>The elements of an array; a single object or scalar counts as an array of one, null and absent as empty.</summary>
    public Elements Items => new(_tape, _index);

    /// <summary>The members of an object; empty for anything else.</summary>
    public Members Properties => new(_tape, _index);

    /// <summary>Whether a string equals the given UTF-8 text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => Scalar.SequenceEqual(text);

    /// <summary>Whether a string equals the given ASCII text but for the case: Meta writes its own names both ways.</summary>
    public bool IsWord(ReadOnlySpan<byte> ascii) => Ascii.EqualsIgnoreCase(Scalar, ascii);

    /// <summary>
    /// What a string says, or a number or flag as it is written; empty for anything else, and for what is too long for a word or number.
    /// </summary>
    private ReadOnlySpan<byte> Scalar
    {
        get
        {
            if (_tape is null)
            {
                return default;
            }

            ref readonly var node = ref _tape.NodeAt(_index);
            return node.Type is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False) ? default
                : node.Length > LongestScalar ? default
                : node.Escaped ? Encoding.UTF8.GetBytes(JsonText.Decode(_tape.Span(node), escaped: true))
                : _tape.Span(node);
        }
    }

    internal static bool NameIs(JsonTape tape, int index, ReadOnlySpan<byte> name)
    {
        ref readonly var node = ref tape.NodeAt(index);
        if (node.Escaped)
        {
            return node.Length <= name.Length * MostEscaped
                && string.Equals(JsonText.Decode(tape.Span(node), escaped: true), Encoding.UTF8.GetString(name), StringComparison.Ordinal);
        }

        // Most names differ in length already; that spares a look at the bytes.
        return node.Length == name.Length && tape.Span(node).SequenceEqual(name);
    }
}
