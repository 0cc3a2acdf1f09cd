using System.Text.Json;
using Bridge.Core.Json;

namespace Bridge.Core.Events;

/// <summary>The properties of one track event, in the order they were added. What is absent at Meta's side is not added at all.</summary>
public sealed class PropertyBag
{
    /// <summary>The commonest events, a message and a status, have about so many.</summary>
    private const int FewProperties = 12;

    private Entry[] _entries = new Entry[FewProperties];

    public int Count { get; private set; }

    /// <summary>The declared properties that were added, for tests of the catalogue.</summary>
    public IEnumerable<EventProperty> Declared => _entries.Take(Count).Select(entry => entry.Property);

    /// <summary>Adds a text; null or empty is absent.</summary>
    public PropertyBag Add(EventProperty property, string? value) =>
        string.IsNullOrEmpty(value) ? this : Append(new Entry(property, value, 0));

    /// <summary>Adds a whole number; null is absent.</summary>
    public PropertyBag Add(EventProperty property, long? value) =>
        value is { } number ? Append(new Entry(property, Scalar.Integer, number)) : this;

    /// <summary>Adds a decimal number; null is absent.</summary>
    public PropertyBag Add(EventProperty property, decimal? value) => value is { } number ? Append(new Entry(property, number, 0)) : this;

    /// <summary>Adds a flag; null is absent.</summary>
    public PropertyBag Add(EventProperty property, bool? value) =>
        value is { } flag ? Append(new Entry(property, Scalar.Flag, flag ? 1 : 0)) : this;

    /// <summary>Adds a time, written as UTC with milliseconds; null is absent.</summary>
    public PropertyBag Add(EventProperty property, DateTimeOffset? value) =>
        value is { } time ? Append(new Entry(property, Scalar.Time, time.UtcTicks)) : this;

    /// <summary>Adds a list of whole numbers; an empty one is absent.</summary>
    public PropertyBag Add(EventProperty property, IReadOnlyList<long> values) =>
        values.Count > 0 ? Append(new Entry(property, values, 0)) : this;

    /// <summary>Adds an object; null or empty is absent.</summary>
    public PropertyBag Add(EventProperty property, PropertyBag? value) =>
        value is { Count: > 0 } ? Append(new Entry(property, value, 0)) : this;

    /// <summary>Adds a text, or an explicit <c>null</c> where the collector's guides show one.</summary>
    public PropertyBag AddOrNull(EventProperty property, string? value) => Append(new Entry(property, value, 0));

    /// <summary>The text of a property; null when it has none.</summary>
    internal string? TextOf(EventProperty property) => Find(property).Value as string;

    /// <summary>The flag of a property; null when it has none.</summary>
    internal bool? FlagOf(EventProperty property) => Find(property) is { Value: Scalar } entry ? entry.Bits != 0 : null;

    private Entry Find(EventProperty property)
    {
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            if (ReferenceEquals(entry.Property, property))
            {
                return entry;
            }
        }

        return default;
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            entry.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes, as members of an object that is being written, those properties that an event does not have yet.</summary>
    /// <param name="has">The event's own properties, which win, also with <c>null</c>.</param>
    public void WriteMissing(Utf8JsonWriter writer, JsonView has)
    {
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            var member = has[entry.Property.Encoded.EncodedUtf8Bytes];
            if (!member.Exists && !member.IsNull)
            {
                entry.WriteTo(writer);
            }
        }
    }

    private PropertyBag Append(Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = entry;
        return this;
    }

    /// <summary>Stands in an entry for the text or object it has not, and says what its bits are.</summary>
    private sealed class Scalar
    {
        public static readonly Scalar Integer = new();
        public static readonly Scalar Flag = new();
        public static readonly Scalar Time = new();
    }

    /// <summary>One value without boxing: texts and bags by reference, what fits in 64 bits by value, in 24 bytes together.</summary>
    private readonly record struct Entry(EventProperty Property, object? Value, long Bits)
    {
        public void WriteTo(Utf8JsonWriter writer)
        {
            switch (Value)
            {
                case string text:
                    writer.WriteString(Property.Encoded, text);
                    break;
                case Scalar scalar:
                    WriteScalar(writer, scalar);
                    break;
                case null:
                    writer.WriteNull(Property.Encoded);
                    break;
                case PropertyBag nested:
                    writer.WritePropertyName(Property.Encoded);
                    nested.WriteTo(writer);
                    break;
                case decimal number:
                    writer.WriteNumber(Property.Encoded, number);
                    break;
                case IReadOnlyList<long> numbers:
                    WriteNumbers(writer, numbers);
                    break;
            }
        }

        private void WriteNumbers(Utf8JsonWriter writer, IReadOnlyList<long> numbers)
        {
            writer.WriteStartArray(Property.Encoded);
            foreach (var number in numbers)
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }

        private void WriteScalar(Utf8JsonWriter writer, Scalar kind)
        {
            if (kind == Scalar.Integer)
            {
                writer.WriteNumber(Property.Encoded, Bits);
            }
            else if (kind == Scalar.Flag)
            {
                writer.WriteBoolean(Property.Encoded, Bits != 0);
            }
            else
            {
                writer.WritePropertyName(Property.Encoded);
                Iso8601.Write(writer, Bits);
            }
        }
    }
}
