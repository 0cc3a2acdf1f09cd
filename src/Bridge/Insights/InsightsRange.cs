namespace Bridge.Insights;

/// <summary>Whole hours, or, of what is longer than eight days, whole days (UTC); the last of them is not over yet.</summary>
/// <param name="To">The end of the hour or day that it is.</param>
internal sealed record InsightsRange(DateTimeOffset From, DateTimeOffset To, bool IsByDay)
{
    private static readonly TimeSpan LongestByHour = TimeSpan.FromDays(8);

    public TimeSpan Step => IsByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);

    /// <summary>Where the range before, of the same length, begins.</summary>
    public DateTimeOffset BeforeFrom => From - (To - From);

    /// <summary>The beginnings of its hours or days, oldest first.</summary>
    public IEnumerable<DateTimeOffset> Steps
    {
        get
        {
            for (var at = From; at < To; at += Step)
            {
                yield return at;
            }
        }
    }

    public static InsightsRange Of(TimeSpan since, DateTimeOffset now)
    {
        var isByDay = since > LongestByHour;
        var step = isByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        var to = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero) + step;
        return new InsightsRange(to - (step * Math.Ceiling(since / step)), to, isByDay);
    }

    /// <summary>The beginning of the hour or day in which a moment lies.</summary>
    public DateTimeOffset StepOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Step.Ticks), TimeSpan.Zero);
}
