using System.ComponentModel.DataAnnotations;

namespace Bridge.Insights;

/// <summary>Figures of what happened, for <c>/ops/insights</c>, <c>/api/insights</c> and <c>meta-bridge insights</c>.</summary>
internal sealed class InsightsOptions
{
    public const string Section = "Insights";

    /// <summary>Whether events are counted. true unless set; what happens while it is false is never counted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long the figures of each hour are kept; those of days stay longer. 90 days unless set; 8 days to 10 years.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepHours { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long the figures of each day are kept; what happened before is not counted any more. 1830 days, 5 years, unless set; 90 days to
    /// 10 years.
    /// </summary>
    [Range(typeof(TimeSpan), "90.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepDays { get; init; } = TimeSpan.FromDays(1830);

    /// <summary>
    /// How many agents, campaigns, templates, ads and countries have figures of their own, and how many business numbers, in each hour and
    /// day; the rest is under <c>other</c>. 200 unless set; 10 to 5000.
    /// </summary>
    [Range(10, 5000)]
    public int MaxSeries { get; init; } = 200;
}
