using System.Text.Json;
using Bridge.Core.Users;

namespace Bridge.Identity;

/// <summary>
/// Reads whom an event is about from the event itself, whatever the order of its members: for batches of schema 1, which do not say so
/// beside it.
/// </summary>
internal ref struct EventIdentityReader
{
    private const string ContactUpdated = "contact.updated";

    private string? _userId;
    private string? _source;
    private string? _account;
    private string? _phone;
    private string? _bsuid;
    private string? _parent;
    private string? _username;
    private string? _previous;
    private string? _next;

    /// <param name="name">The event's name: only some events say something of ids in their properties.</param>
    /// <param name="payload">The event in UTF-8 JSON.</param>
    public static EventIdentity Read(string? name, ReadOnlySpan<byte> payload)
    {
        var head = default(EventIdentityReader);
        try
        {
            head.Read(new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = int.MaxValue }), name == ContactUpdated);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // What the reader throws on broken JSON and on text that is not Unicode: what was read until there has to do.
        }

        return head.Head();
    }

    private readonly EventIdentity Head()
    {
        var phone = _phone ?? (EventIdentity.IsPhone(_userId) ? _userId : null);
        var bsuid = _bsuid ?? (EventIdentity.IsBsuid(_userId) ? _userId : null);
        return new EventIdentity(
            _userId ?? Person.SystemUserId,
            _account ?? _source ?? "",
            _source,
            phone,
            bsuid,
            _parent,
            _username,
            _previous,
            _next
        );
    }

    private void Read(Utf8JsonReader reader, bool withProperties)
    {
        var (hasContext, hasProperties) = (false, !withProperties);
        reader.Read();
        while (!(hasContext && hasProperties && _userId is not null) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("userId"u8))
            {
                _userId = Text(ref reader);
            }
            else if (reader.ValueTextEquals("context"u8))
            {
                ReadContext(ref reader);
                hasContext = true;
            }
            else if (withProperties && reader.ValueTextEquals("properties"u8))
            {
                ReadProperties(ref reader);
                hasProperties = true;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadContext(ref Utf8JsonReader reader)
    {
        while (IsInObject(ref reader))
        {
            if (reader.ValueTextEquals("phoneNumberId"u8))
            {
                _source = Text(ref reader);
            }
            else if (reader.ValueTextEquals("businessAccountId"u8))
            {
                _account = Text(ref reader);
            }
            else if (reader.ValueTextEquals("userIds"u8))
            {
                ReadUserIds(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadUserIds(ref Utf8JsonReader reader)
    {
        while (IsInObject(ref reader))
        {
            if (reader.ValueTextEquals("phone"u8))
            {
                _phone = Text(ref reader);
            }
            else if (reader.ValueTextEquals("bsuid"u8))
            {
                _bsuid = Text(ref reader);
            }
            else if (reader.ValueTextEquals("parentBsuid"u8))
            {
                _parent = Text(ref reader);
            }
            else if (reader.ValueTextEquals("username"u8))
            {
                _username = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadProperties(ref Utf8JsonReader reader)
    {
        while (IsInObject(ref reader))
        {
            if (reader.ValueTextEquals("previousUserId"u8))
            {
                _previous = Text(ref reader);
            }
            else if (reader.ValueTextEquals("newUserId"u8))
            {
                _next = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Goes to the next name in the object that the last name introduced; what is no object is passed over.</summary>
    private static bool IsInObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            reader.Read();
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Skip();
        }

        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString() is { Length: > 0 } text ? text : null;
        }

        reader.Skip();
        return null;
    }
}
