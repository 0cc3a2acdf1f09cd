using System.Text.Json;

namespace Bridge.Core.Attribution;

/// <summary>What led a person to the chat: <c>context.campaign</c>, from the UTM parameters of an ad's URL or from the ad itself.</summary>
public sealed record Campaign(string? Name, string? Source, string? Medium, string? Term, string? Content, string? Id)
{
    internal bool IsEmpty => Name is null && Source is null && Medium is null && Term is null && Content is null && Id is null;

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("campaign"u8);
        Write(writer, "name"u8, Name);
        Write(writer, "source"u8, Source);
        Write(writer, "medium"u8, Medium);
        Write(writer, "term"u8, Term);
        Write(writer, "content"u8, Content);
        Write(writer, "id"u8, Id);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
