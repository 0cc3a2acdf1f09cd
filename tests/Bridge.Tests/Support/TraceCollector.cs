using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>Takes spans over OTLP, as a collector of OpenTelemetry's would, and reads what the tests look at.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TraceSpan> _spans = new();
    private readonly WebApplication _app;

    private TraceCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>What a Bridge needs to send its traces here, at once.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Urls.Single()),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            new("OTEL_METRICS_EXPORTER", "none"),
            new("OTEL_BSP_SCHEDULE_DELAY", "20"),
        ];

    /// <summary>Each span once, the earliest first.</summary>
    public IReadOnlyList<TraceSpan> Spans => [.. _spans.Values.OrderBy(span => span.Start)];

    public static async Task<TraceCollector> StartAsync()
    {
        var collector = new TraceCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var spans in ProtobufField.In(body.ToArray()).Where(field => field.Number == 1))
        {
            foreach (var scope in ProtobufField.In(spans.Bytes).Where(field => field.Number == 2))
            {
                foreach (var span in ProtobufField.In(scope.Bytes).Where(field => field.Number == 2))
                {
                    var read = TraceSpan.Read(span.Bytes);
                    _spans[read.Id] = read;
                }
            }
        }
    }
}

/// <summary>A span as it was sent.</summary>
/// <param name="Kind">2 server, 3 client, 4 producer, 5 consumer.</param>
internal sealed record TraceSpan(
    string Trace,
    string Id,
    string Parent,
    string Name,
    ulong Kind,
    ulong Start,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Links
)
{
    public static TraceSpan Read(byte[] bytes)
    {
        var fields = ProtobufField.In(bytes).ToLookup(field => field.Number);
        return new TraceSpan(
            Hex(fields[1]),
            Hex(fields[2]),
            Hex(fields[4]),
            fields[5].Single().Text,
            fields[6].Single().Value,
            fields[7].Single().Value,
            fields[9].Select(field => ProtobufField.In(field.Bytes).ToList()).ToDictionary(pair => pair[0].Text, pair => ValueOf(pair[1])),
            [.. fields[13].Select(link => Hex(ProtobufField.In(link.Bytes).Where(field => field.Number == 2)))]
        );
    }

    private static string Hex(IEnumerable<ProtobufField> fields) =>
        string.Concat(fields.Select(one => Convert.ToHexStringLower(one.Bytes)));

    private static string ValueOf(ProtobufField any) =>
        ProtobufField.In(any.Bytes).Single() is { Number: 1 } text ? text.Text : $"{ProtobufField.In(any.Bytes).Single().Value}";
}

/// <summary>A field of a Protocol Buffers message: a number, and a value or bytes.</summary>
internal sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public static IEnumerable<ProtobufField> In(byte[] message)
    {
        for (var at = 0; at < message.Length; )
        {
            var tag = Varint(message, ref at);
            yield return Read(message, ref at, (int)(tag >> 3), (int)(tag & 7));
        }
    }

    private static ProtobufField Read(byte[] message, ref int at, int number, int type)
    {
        switch (type)
        {
            case 0:
                return new(number, Varint(message, ref at), []);
            case 1:
                at += 8;
                return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at - 8)), []);
            case 5:
                at += 4;
                return new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at - 4)), []);
            default:
                var length = (int)Varint(message, ref at);
                at += length;
                return new(number, 0, message[(at - length)..at]);
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
