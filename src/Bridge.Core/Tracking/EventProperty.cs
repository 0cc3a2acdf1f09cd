using System.Text.Json;

namespace Bridge.Tracking;

/// <summary>The JSON types a property of a track event can have.</summary>
public enum EventPropertyType
{
    Text,
    /// <summary>An ISO 8601 UTC timestamp with milliseconds.</summary>
    Time,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A decimal number.</summary>
    Number,
    Flag,
    /// <summary>An object of further properties.</summary>
    Nested,
    /// <summary>Whatever scalar its origin gave: text, number or flag.</summary>
    Scalar,
}

/// <summary>A property as it is declared: translators can only write declared properties, so the catalogue cannot go stale.</summary>
/// <param name="Name">The JSON name, camelCase.</param>
/// <param name="Type">What its value looks like.</param>
/// <param name="Meaning">One sentence for whoever reads the collector's data.</param>
public sealed record EventProperty(string Name, EventPropertyType Type, string Meaning)
{
    internal JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(Name);

    /// <summary>The same property under a name that only the data knows.</summary>
    /// <remarks>Not <c>with { Name = … }</c>: that would copy the encoded form of the old name.</remarks>
    internal EventProperty Named(string name) => new(name, Type, Meaning);
}
