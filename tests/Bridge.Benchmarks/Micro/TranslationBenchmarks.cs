using BenchmarkDotNet.Attributes;
using Bridge.Core.Translation;

namespace Bridge.Benchmarks.Micro;

/// <summary>From bytes to track events. Aims: a text message in 3.3 µs and 2 KB; 1000 updates in 20 ms.</summary>
public class TranslationBenchmarks
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private readonly byte[] _text = WebhookBodies.Text(2);
    private readonly byte[] _status = WebhookBodies.Status(1);
    private readonly byte[] _thousand = WebhookBodies.Many(0, 1000);

    [Benchmark(Baseline = true)]
    public WebhookTranslation OneText() => WebhookTranslator.Translate(_text, ReceivedAt, TranslationOptions.Default);

    [Benchmark]
    public WebhookTranslation OneStatus() => WebhookTranslator.Translate(_status, ReceivedAt, TranslationOptions.Default);

    [Benchmark]
    public WebhookTranslation ThousandUpdates() => WebhookTranslator.Translate(_thousand, ReceivedAt, TranslationOptions.Default);
}
