using System.Globalization;

namespace Bridge.Core.Conversations;

/// <summary>When people are there to answer, as lines such as <c>Mon-Fri 09:00-17:00 Africa/Nairobi</c>.</summary>
/// <remarks>
/// Times are those of the clock on the wall: an hour that a change of clocks skips does not count, one it repeats does twice.
/// </remarks>
public sealed class BusinessHours
{
    /// <summary>What a line looks like, for sentences about lines that do not.</summary>
    public const string Example = "Mon-Fri 09:00-17:00 Africa/Nairobi";

    /// <summary>A wait that is longer is measured up to here: it is out of all proportion anyway, and days are walked one by one.</summary>
    private const int MostDays = 400;

    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private readonly Shift[] _shifts;

    private BusinessHours(Shift[] shifts) => _shifts = shifts;

    /// <summary>Reads lines; <paramref name="problem"/> names the first that is none, in words to follow its key.</summary>
    public static BusinessHours? Read(IReadOnlyList<string> lines, out string? problem)
    {
        var shifts = lines.Select(ReadLine).ToList();
        var wrong = shifts.IndexOf(null);
        problem = wrong < 0 ? null : $"\"{lines[wrong]}\" is not days, hours and a time zone such as \"{Example}\"";
        return wrong < 0 && shifts.Count > 0 ? new BusinessHours([.. shifts.Select(shift => shift!)]) : null;
    }

    /// <summary>How many whole seconds of <paramref name="from"/> to <paramref name="to"/> are business hours.</summary>
    public long SecondsBetween(DateTimeOffset from, DateTimeOffset to)
    {
        var (sum, until) = (TimeSpan.Zero, from);
        foreach (var (opens, closes) in _shifts.SelectMany(shift => shift.Between(from, to)).OrderBy(open => open.Opens))
        {
            var begin = opens > until ? opens : until; // lines may overlap, and a moment counts once
            var end = closes < to ? closes : to;
            sum += end > begin ? end - begin : TimeSpan.Zero;
            until = end > until ? end : until;
        }

        return (long)sum.TotalSeconds;
    }

    private static Shift? ReadLine(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var days, var hours, var zone]
        && ReadDays(days) is { } week
        && ReadHours(hours) is { } day
        && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? new Shift(week, day.Opens, day.Closes, found)
            : null;

    /// <summary>One flag for each day of the week: <c>Mon-Fri</c>, <c>Sat</c>, <c>Fri-Mon</c>, <c>Mon,Wed</c>.</summary>
    private static bool[]? ReadDays(string text)
    {
        var week = new bool[Days.Length];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-').Select(DayOf).ToArray();
            if (ends.Length is 0 or > 2 || ends.Contains(-1))
            {
                return null;
            }

            for (var day = ends[0]; ; day = (day + 1) % Days.Length)
            {
                week[day] = true;
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        return week;
    }

    private static int DayOf(string name) => Array.FindIndex(Days, day => day.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary><c>09:00-17:00</c>; the end may be <c>24:00</c>, and comes after the beginning.</summary>
    private static (TimeSpan Opens, TimeSpan Closes)? ReadHours(string text) =>
        text.Split('-') is [var opens, var closes] && ReadTime(opens) is { } from && ReadTime(closes) is { } to && from < to
            ? (from, to)
            : null;

    private static TimeSpan? ReadTime(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out var time) ? time
        : null;

    private sealed record Shift(bool[] Week, TimeSpan Opens, TimeSpan Closes, TimeZoneInfo Zone)
    {
        /// <summary>From opening to closing, of each day that has a part in the time.</summary>
        public IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Between(DateTimeOffset from, DateTimeOffset to)
        {
            var day = TimeZoneInfo.ConvertTime(from, Zone).Date;
            for (var left = MostDays; left > 0 && Utc(day, TimeSpan.Zero) < to; left--, day = day.AddDays(1))
            {
                if (Week[(int)day.DayOfWeek])
                {
                    yield return (Utc(day, Opens), Utc(day, Closes));
                }
            }
        }

        /// <summary>A time that the clocks skip is the moment at which they do.</summary>
        private DateTimeOffset Utc(DateTime day, TimeSpan time)
        {
            var local = DateTime.SpecifyKind(day + time, DateTimeKind.Unspecified);
            while (Zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }

            return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }
}
