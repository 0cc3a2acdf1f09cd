using System.Collections.Concurrent;

namespace Bridge.Telemetry;

/// <summary>
/// What was counted by hour and kind since somebody last took it away to write it down. Thread-safe; beyond a bound no new kinds are
/// counted, as where nobody takes it away.
/// </summary>
internal sealed class HourlyTally
{
    /// <summary>A kind: before a business number, of which webhooks came.</summary>
    public const string Number = "from:";

    /// <summary>A kind: before the fingerprint of the app secret that stands first of several, which signed webhooks.</summary>
    public const string FirstSecret = "signed:first:";

    /// <summary>A kind: before that of one that stands behind it.</summary>
    public const string OtherSecret = "signed:other:";

    /// <summary>No kind is longer.</summary>
    public const int LongestKind = 100;

    public static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private const int Most = 10_000;

    private readonly ConcurrentDictionary<HourlyKind, long> _counts = new();

    /// <param name="at">When it happened.</param>
    public void Add(string kind, DateTimeOffset at, long count = 1) => Add(new HourlyKind(HourOf(at), kind), count);

    /// <summary>Takes away what was counted.</summary>
    public IReadOnlyList<HourlyCount> Take() =>
        [
            .. _counts
                .Keys.Select(key => _counts.TryRemove(key, out var count) ? new HourlyCount(key.Hour, key.Kind, count) : null)
                .OfType<HourlyCount>(),
        ];

    /// <summary>Whether a kind is about an app secret.</summary>
    public static bool IsOfSecret(string kind) =>
        kind.StartsWith(FirstSecret, StringComparison.Ordinal) || kind.StartsWith(OtherSecret, StringComparison.Ordinal);

    /// <summary>Adds what another process counted, or gives back what could not be written down.</summary>
    public void Add(IEnumerable<HourlyCount> counts)
    {
        foreach (var one in counts)
        {
            Add(new HourlyKind(one.Hour, one.Kind), one.Count);
        }
    }

    /// <summary>The beginning of an hour.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Step.Ticks), TimeSpan.Zero);

    private void Add(HourlyKind key, long count)
    {
        if (_counts.Count < Most || _counts.ContainsKey(key))
        {
            _counts.AddOrUpdate(key, count, (_, before) => before + count);
        }
    }

    private readonly record struct HourlyKind(DateTimeOffset Hour, string Kind);
}

/// <param name="Hour">Its beginning.</param>
internal sealed record HourlyCount(DateTimeOffset Hour, string Kind, long Count);
