using System.Globalization;
using Bridge.Core.Json;

namespace Bridge.Core.Webhooks;

/// <summary>Meta's timestamps: Unix seconds, as strings or numbers; milliseconds where Messenger's habits shine through.</summary>
public static class MetaTime
{
    /// <summary>2009-01-01, the year WhatsApp began: nothing in it is older.</summary>
    private static readonly DateTimeOffset Earliest = new(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const long SecondsInYear5138 = 100_000_000_000;

    /// <summary>Dates in words, as notices about accounts and templates write them: <c>January 31, 2021</c>.</summary>
    private static readonly string[] Words = ["MMMM d, yyyy", "MMM d, yyyy", "yyyy-MM-dd"];

    /// <summary>A time that may lie in the future, such as an expiry; null when there is none.</summary>
    public static DateTimeOffset? ReadAny(JsonView timestamp) => Read(timestamp, DateTimeOffset.MaxValue.AddDays(-1));

    /// <summary>A time or, where Meta gives only the day, its first moment in UTC; it may lie in the future.</summary>
    public static DateTimeOffset? ReadAnyOrDay(JsonView time) => ReadAny(time) ?? ReadDay(time);

    /// <summary>When it happened, a time or a day; null when there is none or an absurd one, as for <see cref="Read"/>.</summary>
    public static DateTimeOffset? ReadOrDay(JsonView time, DateTimeOffset receivedAt) =>
        Read(time, receivedAt) ?? (ReadDay(time) is { } day && day <= receivedAt.AddDays(1) ? day : null);

    /// <summary>
    /// When it happened; null when there is no time or an absurd one: before 2009 or more than a day after <paramref name="receivedAt"/>.
    /// </summary>
    public static DateTimeOffset? Read(JsonView timestamp, DateTimeOffset receivedAt)
    {
        if ((timestamp.Integer ?? timestamp.Number) is not { } number || number <= 0 || number > SecondsInYear5138 * 1000m)
        {
            return null;
        }

        var milliseconds = (long)(number < SecondsInYear5138 ? number * 1000 : number);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return IsPlausible(time, receivedAt) ? time : null;
    }

    /// <summary>Whether something can have happened then that was heard of at <paramref name="receivedAt"/>.</summary>
    internal static bool IsPlausible(DateTimeOffset time, DateTimeOffset receivedAt) => time >= Earliest && time <= receivedAt.AddDays(1);

    private static DateTimeOffset? ReadDay(JsonView day) =>
        day.IsString
        && DateTimeOffset.TryParseExact(day.Text, Words, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && time >= Earliest
            ? time
            : null;
}
