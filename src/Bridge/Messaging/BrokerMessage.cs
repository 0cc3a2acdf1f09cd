using System.Diagnostics;
using System.Net.Mime;
using MassTransit;

namespace Bridge.Messaging;

/// <summary>A message as MassTransit sends it: an event batch that is JSON already.</summary>
internal sealed record BrokerMessage(byte[] Batch);

/// <summary>Sends the batch's own bytes, without an envelope, so that anybody can read them.</summary>
internal sealed class BrokerMessageSerializer : IMessageSerializer
{
    private const string TraceParent = "traceparent";

    public static BrokerMessageSerializer Instance { get; } = new();

    public ContentType ContentType { get; } = new(MediaTypeNames.Application.Json);

    /// <remarks>Called within the span that stands for the sending, whose context the message carries (W3C Trace Context).</remarks>
    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            context.Headers.Set(TraceParent, id);
        }

        return new BytesMessageBody(context.Message is BrokerMessage message ? message.Batch : []);
    }
}
