using System.Text.Json;

namespace Bridge.Core.Attribution;

/// <summary>
/// What led a person to the chat: <c>context.campaign</c>, from UTM parameters, from what was written, or from the ad itself.
/// </summary>
public sealed record Campaign(string? Name, string? Source, string? Medium, string? Term, string? Content, string? Id)
{
    /// <summary>What says nothing.</summary>
    public static Campaign None { get; } = new(null, null, null, null, null, null);

    /// <summary>The same, where it says anything.</summary>
    public Campaign? OrNull() => this == None ? null : this;

    /// <summary>The same with what it lacks and another one says.</summary>
    internal Campaign Or(Campaign other) =>
        new(
            Name ?? other.Name,
            Source ?? other.Source,
            Medium ?? other.Medium,
            Term ?? other.Term,
            Content ?? other.Content,
            Id ?? other.Id
        );

    /// <summary>Writes the member <c>campaign</c>; the names of the parts are those of the collector's context.</summary>
    public void WriteTo(Utf8JsonWriter writer)
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

    /// <summary>The same with every part made by <paramref name="part"/>; null when nothing is left.</summary>
    internal Campaign? Each(Func<string?, string?> part) =>
        new Campaign(part(Name), part(Source), part(Medium), part(Term), part(Content), part(Id)).OrNull();

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
