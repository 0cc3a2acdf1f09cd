using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Messaging;

/// <summary>Reads one item of an event batch, whatever the order of its properties; those it does not know are passed over.</summary>
internal ref struct ItemReader
{
    private readonly ReadOnlyMemory<byte> _batch;
    private Guid? _id;
    private Guid? _replacedBy;
    private Guid? _implies;
    private EventSubject? _about;
    private bool _isFromCrm;
    private IntakeKind? _kind;
    private string? _name;
    private string? _source;
    private bool _isSilent;
    private string? _reason;
    private string? _traceParent;
    private ReadOnlyMemory<byte>? _payload;
    private IReadOnlyList<TallyCount>? _dropped;

    private ItemReader(ReadOnlyMemory<byte> batch) => _batch = batch;

    /// <param name="reader">Stands on the item's first token; afterwards on its last.</param>
    public static BatchItem Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> batch)
    {
        var start = (int)reader.TokenStartIndex;
        var item = new ItemReader(batch);
        item.ReadObject(ref reader);
        return item._kind is null && item._dropped is { } dropped
            ? default(BatchItem) with
            {
                Dropped = dropped,
            }
            : item.ToItem(batch[start..(int)reader.BytesConsumed]);
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader);
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (Next(ref reader, "id"u8))
        {
            _id = ReadId(ref reader);
        }
        else if (Next(ref reader, "replacedBy"u8))
        {
            _replacedBy = ReadId(ref reader);
        }
        else if (Next(ref reader, "implies"u8))
        {
            _implies = ReadId(ref reader);
        }
        else if (Next(ref reader, "about"u8))
        {
            _about = SubjectReader.Read(ref reader);
        }
        else if (Next(ref reader, "crm"u8))
        {
            _isFromCrm = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (Next(ref reader, "silent"u8))
        {
            _isSilent = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (Next(ref reader, "name"u8) || Next(ref reader, "field"u8))
        {
            _name = Text(ref reader);
        }
        else if (Next(ref reader, "source"u8))
        {
            _source = Text(ref reader);
        }
        else if (Next(ref reader, "reason"u8))
        {
            _reason = Text(ref reader);
        }
        else if (Next(ref reader, "traceparent"u8))
        {
            _traceParent = Text(ref reader);
        }
        else
        {
            ReadContent(ref reader);
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        if (Next(ref reader, "event"u8))
        {
            (_kind, _payload) = (IntakeKind.Event, Slice(ref reader));
        }
        else if (Next(ref reader, "raw"u8))
        {
            _payload = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(reader.GetString()!) : Slice(ref reader);
        }
        else if (Next(ref reader, "rawBase64"u8))
        {
            _payload = reader.GetBytesFromBase64();
        }
        else if (Next(ref reader, "unreadable"u8))
        {
            _kind = IntakeKind.Unreadable;
            ReadObject(ref reader);
        }
        else if (Next(ref reader, "unrecognised"u8))
        {
            _kind = IntakeKind.Unrecognised;
            ReadObject(ref reader);
        }
        else if (Next(ref reader, "invalid"u8))
        {
            _kind = IntakeKind.Invalid;
            ReadObject(ref reader);
        }
        else if (Next(ref reader, DropCounts.Property))
        {
            _dropped = DropCounts.Read(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>Null for what is no text: the item is then the poorer for it, and its neighbours are not.</summary>
    internal static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair, which is no Unicode
        }
    }

    private static Guid? ReadId(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) ? id : null;

    /// <summary>Goes to the value if the property has this name.</summary>
    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private readonly ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return _batch[start..(int)reader.BytesConsumed];
    }

    private readonly BatchItem ToItem(ReadOnlyMemory<byte> whole)
    {
        var isUsable = _id is not null && _payload is not null && (_kind != IntakeKind.Event || _name is not null);
        return isUsable && _kind is { } kind
            ? new BatchItem(kind, _id!.Value, _name, _source, _reason, _payload!.Value)
            {
                ReplacedBy = _replacedBy,
                Implies = _implies,
                IsFromCrm = _isFromCrm,
                IsSilent = _isSilent,
                About = _about,
                TraceParent = _traceParent,
            }
            : new BatchItem(
                IntakeKind.Unreadable,
                EventBatchReader.IdOf(whole.Span),
                null,
                _source,
                "the spooled item lacks its id, name or content",
                whole
            );
    }
}
