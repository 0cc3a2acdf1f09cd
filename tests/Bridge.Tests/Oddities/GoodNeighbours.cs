using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Bridge.Core.Translation;
using Bridge.Support;

namespace Bridge.Oddities;

/// <summary>Ordinary messages beside the odd ones, and how long each took from its 200 to the collector.</summary>
internal sealed class GoodNeighbours(ScriptedCollector collector)
{
    private readonly ConcurrentDictionary<Guid, long> _answered = new();
    private int _number;

    public int Count => _answered.Count;

    /// <summary>The longest any took so far; those on their way count with the time they have been.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>How long the oldest one that did not arrive yet has waited.</summary>
    public TimeSpan Waiting =>
        _answered
            .Where(good => !collector.Taken.ContainsKey(good.Key))
            .Select(good => Stopwatch.GetElapsedTime(good.Value))
            .DefaultIfEmpty()
            .Max();

    public IReadOnlyList<Guid> Missing => [.. _answered.Keys.Where(id => !collector.Taken.ContainsKey(id))];

    /// <summary>A good message's body, alone, and the id of its event.</summary>
    public (Guid Id, byte[] Body) Alone() => IdOf(Encoding.UTF8.GetBytes(OddBodies.Webhook(Next())));

    /// <summary>
    /// The odd body with a good message in an entry of its own; null when what is odd leaves no place for one, or takes it along.
    /// </summary>
    public (Guid Id, byte[] Body)? In(byte[] odd)
    {
        var (id, alone) = Alone();
        if (EndOfEntries(odd) is not { } end)
        {
            return null;
        }

        var entry = JsonDocument.Parse(alone).RootElement.GetProperty("entry")[0].GetRawText();
        byte[] together =
        [
            .. odd.AsSpan(0, end),
            .. Encoding.UTF8.GetBytes((IsEmptyBefore(odd, end) ? "" : ",") + entry),
            .. odd.AsSpan(end),
        ];
        return Translate(together).Events.Any(item => item.Id == id) ? (id, together) : null;
    }

    public void Answered(Guid id) => _answered[id] = Stopwatch.GetTimestamp();

    /// <summary>Looks who arrived; to be called often.</summary>
    public void Look()
    {
        foreach (var (_, since) in _answered.Where(good => !collector.Taken.ContainsKey(good.Key)))
        {
            Slowest = TimeSpan.FromTicks(Math.Max(Slowest.Ticks, Stopwatch.GetElapsedTime(since).Ticks));
        }
    }

    public static WebhookTranslation Translate(byte[] body) =>
        WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default);

    private static (Guid Id, byte[] Body) IdOf(byte[] body) => (Translate(body).Events.Single().Id, body);

    private string Next() => OddBodies.Text($"wamid.Good{Interlocked.Increment(ref _number)}.{Environment.ProcessId}", "254722222222");

    private static bool IsEmptyBefore(byte[] body, int end) => body.AsSpan(0, end).TrimEnd(" \r\n\t"u8)[^1] == '[';

    /// <summary>Where the last list of entries at the top ends.</summary>
    private static int? EndOfEntries(byte[] body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1_000 });
        int? end = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isEntries = reader.ValueTextEquals("entry"u8);
                reader.Read();
                var isList = reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
                end = isEntries ? (isList ? (int)reader.BytesConsumed - 1 : null) : end;
            }

            return reader.Read() ? null : end;
        }
        catch (JsonException)
        {
            return null; // No JSON, so there is no place beside it.
        }
    }
}
