using System.Text.Json;

namespace Bridge.Core.Events;

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

    /// <summary>A list of whole numbers.</summary>
    Integers,

    /// <summary>An object of further properties.</summary>
    Nested,

    /// <summary>Whatever scalar its origin gave: text, number or flag.</summary>
    Scalar,
}

/// <summary>What a text may give away of a person, and so what becomes of it under <c>Identity:UserId=hashed</c>.</summary>
public enum PropertyPrivacy
{
    /// <summary>Somebody wrote it: whatever in it looks like a phone number is redacted.</summary>
    Written,

    /// <summary>It is, or holds, a phone number or a person's id: it is hashed.</summary>
    Identifies,

    /// <summary>The id of a thing, not of a person: it passes.</summary>
    Opaque,

    /// <summary>The id of a thing as the business's own systems name it: it passes unless it may hold a phone number.</summary>
    Named,
}

/// <summary>A property as it is declared: translators can only write declared properties, so the catalogue cannot go stale.</summary>
/// <param name="Name">The JSON name, camelCase.</param>
/// <param name="Type">What its value looks like.</param>
/// <param name="Meaning">One sentence for whoever reads the collector's data.</param>
/// <param name="Privacy">What a text may give away.</param>
public sealed record EventProperty(string Name, EventPropertyType Type, string Meaning, PropertyPrivacy Privacy = PropertyPrivacy.Written)
{
    /// <summary>What a nested one may hold.</summary>
    public IReadOnlyList<EventProperty> Members { get; init; } = [];

    /// <summary>Whether it may stand there as <c>null</c>, as the collector's guides show some.</summary>
    public bool IsNullable { get; init; }

    /// <summary>
    /// Whether everybody who may look may see its value: a number, a flag, a time, a word of Meta's or Bridge's, an id of the business.
    /// What is not declared so is blind to who looks masked.
    /// </summary>
    public bool IsHarmless { get; init; } =
        Type
        is EventPropertyType.Integer
            or EventPropertyType.Number
            or EventPropertyType.Flag
            or EventPropertyType.Time
            or EventPropertyType.Integers;

    internal JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(Name);

    /// <summary>The same property under a name that only the data knows.</summary>
    /// <remarks>Not <c>with { Name = … }</c>: that would copy the encoded form of the old name.</remarks>
    internal EventProperty Named(string name) => new(name, Type, Meaning, Privacy);
}
