using System.Text;
using System.Text.Json;

namespace Bridge.Translation;

/// <summary>
/// Damages webhook bodies in the ways a network, a gateway, a new API version or an attacker might. The same seed damages the same way.
/// </summary>
internal sealed class BodyMutator(Random random)
{
    private const int MostChanges = 4;

    private static readonly byte[][] OtherValues =
    [
        .. new[]
        {
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "1e400",
            "-9223372036854775809",
            "131060",
            "1769162400",
            "0.1",
            "\"\"",
            "\"0\"",
            "\"254712345678\"",
            "\"US.1\"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "\"\\udc4d\\ud83d\"",
            "\"👍\"",
            "\"2147483648\"",
            "\"group\"",
            "\"sent\"",
            "\"failed\"",
            "\"unsupported\"",
            "\"order\"",
            "\"interactive\"",
            "\"system\"",
            "\"nfm_reply\"",
            "\"{\\\"agentId\\\":[]}\"",
            "\"agentId=1;;=\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "{\"\":null}",
            "{\"id\":1}",
            "[{\"id\":\"wamid.X\"},7]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Names worth meeting in the wrong place.</summary>
    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "id",
            "type",
            "status",
            "from",
            "messages",
            "statuses",
            "changes",
            "value",
            "errors",
            "referral",
            "context",
            "timestamp",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>One to four changes, one after the other; one body in five is damaged as bytes at the end.</summary>
    public byte[] Mutate(byte[] body)
    {
        for (var change = random.Next(MostChanges); change >= 0; change--)
        {
            body = ChangeValue(body);
        }

        return random.Next(5) == 0 && body.Length > 0 ? Damage(body) : body;
    }

    /// <summary>One change that leaves a body JSON, if it was.</summary>
    public byte[] MutateOnce(byte[] body) => ChangeValue(body);

    private byte[] Damage(byte[] body) =>
        random.Next(3) switch
        {
            0 => body[..random.Next(body.Length)],
            1 => RepeatBytes(body),
            _ => FlipBit(body),
        };

    private byte[] FlipBit(byte[] body)
    {
        byte[] flipped = [.. body];
        flipped[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] RepeatBytes(byte[] body)
    {
        var start = random.Next(body.Length);
        var piece = body.AsSpan(start, random.Next(Math.Min(32, body.Length - start)));
        return Replace(body, start, 0, piece);
    }

    /// <summary>Leaves the body JSON, if it was: another value, none, a repetition, a list of many, a deep nest, another name.</summary>
    private byte[] ChangeValue(byte[] body)
    {
        var values = FindValues(body);
        if (values.Count == 0)
        {
            return body;
        }

        var (nameStart, nameLength, start, length) = values[random.Next(values.Count)];
        var value = body.AsSpan(start, length);
        return random.Next(8) switch
        {
            0 or 1 or 2 => Replace(body, start, length, OtherValues[random.Next(OtherValues.Length)]),
            3 => Replace(body, start, length, body.AsSpan(values[random.Next(values.Count)] is var other ? other.Start : 0, other.Length)),
            4 => Replace(body, start, length, Grow(value)),
            5 => Replace(body, start, length, Nest(value)),
            6 when nameLength > 0 => Replace(body, nameStart, nameLength, [(byte)'"', .. Names[random.Next(Names.Length)], (byte)'"']),
            _ => Delete(body, nameLength > 0 ? nameStart : start, start + length),
        };
    }

    private byte[] Grow(ReadOnlySpan<byte> value)
    {
        var copies = value.Length < 2_000 ? random.Next(2, 40) : 2;
        var list = new List<byte>((copies * (value.Length + 1)) + 2) { (byte)'[' };
        for (var copy = 0; copy < copies; copy++)
        {
            list.AddRange(value);
            list.Add((byte)',');
        }

        list[^1] = (byte)']';
        return [.. list];
    }

    private byte[] Nest(ReadOnlySpan<byte> value)
    {
        var depth = random.Next(1, 300);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"id\":", "}");
        return
        [
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, depth))),
            .. value,
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(close, depth))),
        ];
    }

    /// <summary>Takes a member or an element away, with one of the commas beside it.</summary>
    private static byte[] Delete(byte[] body, int start, int end)
    {
        if (end < body.Length && body[end] == ',')
        {
            end++;
        }
        else if (start > 0 && body[start - 1] == ',')
        {
            start--;
        }

        return Replace(body, start, end - start, default);
    }

    private static byte[] Replace(byte[] body, int start, int length, ReadOnlySpan<byte> piece) =>
        [.. body.AsSpan(0, start), .. piece, .. body.AsSpan(start + length)];

    /// <summary>Where each value stands, and its name if it has one, quotes included; as far as the body is JSON.</summary>
    private static List<(int NameStart, int NameLength, int Start, int Length)> FindValues(byte[] body)
    {
        var values = new List<(int NameStart, int NameLength, int Start, int Length)>();
        var open = new Stack<int>();
        var name = (Start: 0, Length: 0);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            while (reader.Read())
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = (start, reader.ValueSpan.Length + 2);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var index = open.Pop();
                        values[index] = values[index] with { Length = end - values[index].Start };
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(values.Count);
                        break;
                }

                values.Add((name.Start, name.Length, start, end - start));
                name = default;
            }
        }
        catch (JsonException)
        {
            // Damaged before: the values up to the damage can still be changed.
        }

        return values;
    }
}
