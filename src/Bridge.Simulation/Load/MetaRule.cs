namespace Bridge.Simulation.Load;

/// <summary>
/// What Meta asks of a webhook endpoint: a median latency of at most 250 ms, and less than 1 % of the requests slower than 1 s. What is not
/// answered at all counts as slower.
/// </summary>
internal readonly record struct MetaRule(TimeSpan Median, double PartOverASecond)
{
    private static readonly TimeSpan MostMedian = TimeSpan.FromMilliseconds(250);
    private const double MostOverASecond = 0.01;

    public bool IsKept => Median <= MostMedian && PartOverASecond < MostOverASecond;

    public static MetaRule Judge(Tally tally)
    {
        var slow = tally.Answers.CountOver(TimeSpan.FromSeconds(1)) + tally.NotAnswered;
        return new MetaRule(tally.Answers.Percentile(0.5), slow / (double)Math.Max(1, tally.Answers.Count + tally.NotAnswered));
    }
}
