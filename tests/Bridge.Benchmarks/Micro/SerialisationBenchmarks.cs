using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Bridge.Core.Translation;
using Bridge.Messaging;

namespace Bridge.Benchmarks.Micro;

/// <summary>From track events to the bytes that are stored and posted.</summary>
public class SerialisationBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1_000_000);
    private readonly WebhookTranslation _text = Translate(WebhookBodies.Text(2));
    private readonly WebhookTranslation _thousand = Translate(WebhookBodies.Many(0, 1000));

    [Benchmark(Baseline = true)]
    public int OneText() => Write(_text);

    [Benchmark]
    public int ThousandUpdates() => Write(_thousand);

    /// <summary>As it travels to the broker or the spool, in memory that goes back.</summary>
    [Benchmark]
    public int OneTextAsItems()
    {
        using var items = EventBatchWriter.Items(_text);
        return items.Bytes.Length;
    }

    private static WebhookTranslation Translate(byte[] body) =>
        WebhookTranslator.Translate(body, DateTimeOffset.UnixEpoch, TranslationOptions.Default);

    private int Write(WebhookTranslation translation)
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer);
        foreach (var one in translation.Events)
        {
            one.WriteTo(writer);
            writer.Flush();
            writer.Reset();
        }

        return _buffer.WrittenCount;
    }
}
