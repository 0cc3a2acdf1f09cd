using System.Buffers;
using System.IO.Compression;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>The body of one POST: the stored payloads joined into <c>{"batch":[…]}</c>, byte for byte, in one pooled buffer.</summary>
internal sealed class BatchBody : IDisposable
{
    private readonly byte[] _buffer;
    private int _length;
    private bool _sent;

    private BatchBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <param name="messageIdField">Whether each event's id is repeated as its top-level <c>messageId</c>.</param>
    public static BatchBody Of(IReadOnlyList<PendingEvent> events, bool messageIdField)
    {
        var body = new BatchBody(BatchLimits.BytesOf(events, messageIdField));
        body.Append("{\"batch\":["u8);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                body.Append(","u8);
            }

            body.Append(events[i], messageIdField);
        }

        body.Append("]}"u8);
        return body;
    }

    public HttpContent Plain() => new ReadOnlyMemoryContent(_buffer.AsMemory(0, _length));

    public HttpContent Compressed()
    {
        var compressed = new MemoryStream(_length / 8);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_buffer, 0, _length);
        }

        return new ByteArrayContent(compressed.GetBuffer(), 0, (int)compressed.Length) { Headers = { ContentEncoding = { "gzip" } } };
    }

    /// <summary>The collector has answered, so the buffer can serve another batch.</summary>
    public void WasSent() => _sent = true;

    /// <remarks>After a timeout or a broken connection the transport may still be reading the buffer: then it is left to the
    /// garbage collector, or one batch could go out with the bytes of another.</remarks>
    public void Dispose()
    {
        if (_sent)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private void Append(PendingEvent waiting, bool messageIdField)
    {
        if (messageIdField && MessageIdField.IsMissing(waiting.Payload))
        {
            _length += MessageIdField.Write(waiting.Id, _buffer.AsSpan(_length));
            Append(waiting.Payload.AsSpan(1));
        }
        else
        {
            Append(waiting.Payload);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
