using Bridge.Storage.Administration;
using Bridge.Telemetry;

namespace Bridge.Watching;

/// <summary>
/// What can be told from how much came in each hour of the last two weeks: which number has fallen silent, and which old secret is still
/// used.
/// </summary>
internal static class Rhythm
{
    /// <summary>Of the week before, the days on which a number must have talked at an hour for its silence to say something.</summary>
    private const int MostDays = 5;

    private const int Week = 7;

    /// <summary>On an average day at that hour. With fewer, an hour without any is no wonder.</summary>
    private const int EnoughADay = 10;

    /// <summary>How many hours of a silence are looked at: the first ones, with a whole week before them.</summary>
    private const int MostHours = 24;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The numbers of which nothing came for a whole hour, up to now, in which they talk on other days.</summary>
    public static IReadOnlyList<string> FindSilent(IReadOnlyList<RhythmRow> rows, DateTimeOffset now) =>
        [
            .. rows.Where(row => row.Kind.StartsWith(HourlyTally.Number, StringComparison.Ordinal))
                .GroupBy(row => row.Kind[HourlyTally.Number.Length..])
                .Where(number => IsSilent(number.ToDictionary(row => row.Hour, row => row.Count), HourlyTally.HourOf(now)))
                .Select(number => number.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The fingerprints of secrets that do not stand first and still sign, although the first one has signed for so long that Meta is no
    /// more being switched.
    /// </summary>
    public static IReadOnlyList<string> FindOldSecrets(IReadOnlyList<RhythmRow> rows, DateTimeOffset now, TimeSpan after)
    {
        var lately = HourlyTally.HourOf(now) - HourlyTally.Step;
        var isSettled = Uses(rows, HourlyTally.FirstSecret).Where(first => first.Last >= lately && now - first.First >= after).ToList();
        return
        [
            .. Uses(rows, HourlyTally.OtherSecret)
                .Where(other => other.Last >= lately && isSettled.Exists(first => first.Secret != other.Secret))
                .Select(other => other.Secret)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsSilent(Dictionary<DateTimeOffset, long> counts, DateTimeOffset thisHour)
    {
        var last = counts.Keys.Max();
        return Enumerable
            .Range(1, MostHours)
            .Select(hours => last + (hours * HourlyTally.Step))
            .TakeWhile(hour => hour < thisHour)
            .Any(hour => Talks(counts, hour));
    }

    /// <summary>On most days of the week before, and on the same day of the week.</summary>
    private static bool Talks(Dictionary<DateTimeOffset, long> counts, DateTimeOffset hour)
    {
        var week = Enumerable.Range(1, Week).Select(days => counts.GetValueOrDefault(hour - (days * Day))).ToList();
        return week[^1] > 0 && week.Count(count => count > 0) >= MostDays && week.Sum() >= EnoughADay * Week;
    }

    private static IEnumerable<(string Secret, DateTimeOffset First, DateTimeOffset Last)> Uses(
        IReadOnlyList<RhythmRow> rows,
        string kind
    ) =>
        rows.Where(row => row.Kind.StartsWith(kind, StringComparison.Ordinal))
            .GroupBy(row => row.Kind[kind.Length..])
            .Select(secret => (secret.Key, secret.Min(row => row.Hour), secret.Max(row => row.Hour)));
}
