using System.Buffers;
using System.Text.Json;

namespace Bridge.Core.Json;

/// <content>Copies, for what others wrote and Bridge passes on.</content>
public readonly partial struct JsonView
{
    /// <summary>
    /// Writes the value without its white space, and in Unicode: what is no text becomes U+FFFD, so that nobody down the way trips over it.
    /// Recursion is bounded by <see cref="JsonTape.MaxDepth"/>.
    /// </summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Type)
        {
            case JsonTokenType.StartObject:
                WriteMembers(writer);
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                foreach (var element in Items)
                {
                    element.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(Text ?? "");
                break;
            case JsonTokenType.None:
                break;
            default:
                writer.WriteRawValue(Raw.Span, skipInputValidation: true);
                break;
        }
    }

    /// <summary>Where members are written before it is known whether there are any, on their thread.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _members;

    /// <summary>Writes members as they stand behind an object's own, just before its end.</summary>
    /// <param name="write">Writes the members; none, and nothing is written.</param>
    public void WriteMembersBehind(IBufferWriter<byte> output, JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var members = _members ??= new ArrayBufferWriter<byte>(1024);
        members.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(members, options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        var inner = members.WrittenSpan[1..^1];
        if (!inner.IsEmpty)
        {
            output.Write(Properties.GetEnumerator().MoveNext() ? ","u8 : []);
            output.Write(inner);
        }
    }

    /// <summary>
    /// The path of a member whose name stands twice in its object, such as <c>context.channel</c>; null when there is none.
    /// </summary>
    public string? FindRepeatedName()
    {
        if (IsArray)
        {
            foreach (var element in Items)
            {
                if (element.FindRepeatedName() is { } path)
                {
                    return path;
                }
            }
        }

        return IsObject ? FindRepeatedMember() : null;
    }

    private string? FindRepeatedMember()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in Properties)
        {
            if (!names.Add(name))
            {
                return name;
            }

            if (value.FindRepeatedName() is { } path)
            {
                return $"{name}.{path}";
            }
        }

        return null;
    }

    private void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Properties)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
