using System.Text.Json;
using Bridge.Core.Events;

namespace Bridge.Messaging;

/// <summary>Reads whom an item is about, whatever the order of the members; those it does not know are passed over.</summary>
internal ref struct SubjectReader
{
    private string? _user;
    private string? _account;
    private string? _number;
    private string? _chat;
    private string? _phone;
    private string? _bsuid;
    private string? _parentBsuid;
    private string? _username;
    private string? _previous;
    private string? _next;
    private DateTimeOffset? _at;
    private ConversationStep? _step;
    private bool _isTimeOfReceipt;

    /// <param name="reader">Stands on the first token of the value; afterwards on its last.</param>
    /// <returns>Null when it does not say whom or when: then the event itself has to be read.</returns>
    public static EventSubject? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var subject = default(SubjectReader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            subject.ReadProperty(ref reader);
        }

        return subject.ToSubject();
    }

    /// <summary>What an item was about, as it was kept by itself.</summary>
    public static EventSubject? Read(ReadOnlySpan<byte> about)
    {
        var reader = new Utf8JsonReader(about);
        return reader.Read() ? Read(ref reader) : null;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (Next(ref reader, "user"u8))
        {
            _user = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "at"u8))
        {
            _at = Time(ref reader);
        }
        else if (Next(ref reader, "account"u8))
        {
            _account = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "number"u8))
        {
            _number = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "chat"u8))
        {
            _chat = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "receipt"u8))
        {
            _isTimeOfReceipt = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (Next(ref reader, "step"u8))
        {
            _step = StepReader.Read(ref reader);
        }
        else
        {
            ReadId(ref reader);
        }
    }

    private void ReadId(ref Utf8JsonReader reader)
    {
        if (Next(ref reader, "phone"u8))
        {
            _phone = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "bsuid"u8))
        {
            _bsuid = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "parentBsuid"u8))
        {
            _parentBsuid = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "username"u8))
        {
            _username = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "previous"u8))
        {
            _previous = ItemReader.Text(ref reader);
        }
        else if (Next(ref reader, "next"u8))
        {
            _next = ItemReader.Text(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private readonly EventSubject? ToSubject() =>
        _user is { Length: > 0 } user && _at is { } at
            ? new EventSubject(user, _account, _number, _phone, _bsuid, _parentBsuid, _username, _previous, _next, _chat, at)
            {
                Step = _step,
                IsTimeOfReceipt = _isTimeOfReceipt,
            }
            : null;

    /// <summary>Goes to the value if the property has this name.</summary>
    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time))
        {
            return time;
        }

        reader.Skip();
        return null;
    }
}
