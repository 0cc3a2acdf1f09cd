namespace Bridge.Simulation.Load;

/// <summary>What a simulated Meta sends.</summary>
/// <param name="Rate">Posts a second.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Seed">The same seed makes the same people, messages and order; only the time of day differs.</param>
internal sealed record TrafficOptions(double Rate, TimeSpan Duration, int Seed)
{
    public Mix Mix { get; init; } = Mix.Default;

    /// <summary>
    /// How many updates a post holds: at least and at most, small ones being the most frequent. 1 to 3 unless set; up to 1000, Meta's
    /// limit.
    /// </summary>
    public (int Least, int Most) UpdatesPerPost { get; init; } = (1, 3);

    /// <summary>How many people there are. 10 000 unless set.</summary>
    public int Users { get; init; } = 10_000;

    /// <summary>
    /// Whether a CRM tells of conversations too: bots answer, people ask for people, agents are assigned, answer and end some of it.
    /// </summary>
    public bool HasCrm { get; init; }

    /// <summary>How many times faster than real people everybody is. 1 unless set.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>The part of the posts that repeat an earlier one although it was answered 200. 1 % unless set.</summary>
    public double Duplicates { get; init; } = 0.01;

    /// <summary>The part of the posts that others overtake. 2 % unless set.</summary>
    public double Reordered { get; init; } = 0.02;
}
