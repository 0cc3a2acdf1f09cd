using System.Text.Json;

namespace Bridge.Tracking;

/// <summary>The properties of one track event, in the order they were added. What is absent at Meta's side is not added at all.</summary>
public sealed class PropertyBag
{
    private Entry[] _entries = new Entry[12];

    public int Count { get; private set; }

    /// <summary>The declared properties that were added, for tests of the catalogue.</summary>
    public IEnumerable<EventProperty> Declared => _entries.Take(Count).Select(entry => entry.Property);

    /// <summary>Adds a text; null or empty is absent.</summary>
    public PropertyBag Add(EventProperty property, string? value) =>
        string.IsNullOrEmpty(value) ? this : Append(new Entry(property, value, 0, Kind.Text));

    /// <summary>Adds a whole number; null is absent.</summary>
    public PropertyBag Add(EventProperty property, long? value) =>
        value is { } number ? Append(new Entry(property, null, number, Kind.Integer)) : this;

    /// <summary>Adds a decimal number; null is absent.</summary>
    public PropertyBag Add(EventProperty property, decimal? value) =>
        value is { } number ? Append(new Entry(property, number, 0, Kind.Number)) : this;

    /// <summary>Adds a flag; null is absent.</summary>
    public PropertyBag Add(EventProperty property, bool? value) =>
        value is { } flag ? Append(new Entry(property, null, flag ? 1 : 0, Kind.Flag)) : this;

    /// <summary>Adds a time, written as UTC with milliseconds; null is absent.</summary>
    public PropertyBag Add(EventProperty property, DateTimeOffset? value) =>
        value is { } time ? Append(new Entry(property, null, time.UtcTicks, Kind.Time)) : this;

    /// <summary>Adds an object; null or empty is absent.</summary>
    public PropertyBag Add(EventProperty property, PropertyBag? value) =>
        value is { Count: > 0 } ? Append(new Entry(property, value, 0, Kind.Nested)) : this;

    /// <summary>Adds a text, or an explicit <c>null</c> where the collector's guides show one.</summary>
    public PropertyBag AddOrNull(EventProperty property, string? value) =>
        Append(new Entry(property, value, 0, value is null ? Kind.Null : Kind.Text));

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            entry.WriteTo(writer);
        }

        writer.WriteEndObject();
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

    private enum Kind : byte { Null, Text, Integer, Number, Flag, Time, Nested }

    /// <summary>One value without boxing: texts and bags by reference, everything that fits in 64 bits by value.</summary>
    private readonly record struct Entry(EventProperty Property, object? Reference, long Bits, Kind Kind)
    {
        public void WriteTo(Utf8JsonWriter writer)
        {
            switch (Kind)
            {
                case Kind.Text: writer.WriteString(Property.Encoded, (string)Reference!); break;
                case Kind.Integer: writer.WriteNumber(Property.Encoded, Bits); break;
                case Kind.Number: writer.WriteNumber(Property.Encoded, (decimal)Reference!); break;
                case Kind.Flag: writer.WriteBoolean(Property.Encoded, Bits != 0); break;
                case Kind.Null: writer.WriteNull(Property.Encoded); break;
                case Kind.Time:
                    writer.WritePropertyName(Property.Encoded);
                    Iso8601.Write(writer, Bits);
                    break;
                case Kind.Nested:
                    writer.WritePropertyName(Property.Encoded);
                    ((PropertyBag)Reference!).WriteTo(writer);
                    break;
            }
        }
    }
}
