namespace Bridge.Meta;

/// <summary>Meta's timestamps: Unix seconds, as strings or numbers; milliseconds where Messenger's habits shine through.</summary>
public static class MetaTime
{
    /// <summary>2009-01-01, the year WhatsApp began: nothing in it is older.</summary>
    private static readonly DateTimeOffset Earliest = new(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const long SecondsInYear5138 = 100_000_000_000;

    /// <summary>A time that may lie in the future, such as an expiry; null when there is none.</summary>
    public static DateTimeOffset? ReadAny(Json timestamp) => Read(timestamp, DateTimeOffset.MaxValue.AddDays(-1));

    /// <summary>When it happened; null when there is no time or an absurd one: before 2009 or more than a day after <paramref name="receivedAt"/>.</summary>
    public static DateTimeOffset? Read(Json timestamp, DateTimeOffset receivedAt)
    {
        if ((timestamp.Integer ?? timestamp.Number) is not { } number || number <= 0 || number > SecondsInYear5138 * 1000m)
        {
            return null;
        }

        var milliseconds = (long)(number < SecondsInYear5138 ? number * 1000 : number);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return time >= Earliest && time <= receivedAt.AddDays(1) ? time : null;
    }
}
