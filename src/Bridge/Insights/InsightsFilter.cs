using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>Of what figures are asked for.</summary>
/// <param name="Since">How far back from now.</param>
/// <param name="Number">One business number; all of them when null, as with the next ones.</param>
/// <param name="Campaign">Not together with <paramref name="Agent"/>: of one split by the other nothing is kept.</param>
/// <param name="Zone">Whose weekdays and hours of the day are shown.</param>
internal sealed record InsightsFilter(
    TimeSpan Since,
    string? Number = null,
    string? Channel = null,
    string? Agent = null,
    string? Campaign = null,
    TimeZoneInfo? Zone = null
)
{
    /// <summary>The shortest and the longest that can be asked for.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) Bounds = (TimeSpan.FromHours(1), TimeSpan.FromDays(3650));

    public static readonly TimeSpan DefaultSince = TimeSpan.FromHours(24);

    public TimeZoneInfo ZoneOrUtc => Zone ?? TimeZoneInfo.Utc;

    /// <summary>Whose figures: everything's, an agent's, a campaign's.</summary>
    public (Slice Slice, string Value) Focus =>
        Agent is not null ? (Slice.Agent, Agent)
        : Campaign is not null ? (Slice.Campaign, Campaign)
        : (Slice.Whole, "");
}
