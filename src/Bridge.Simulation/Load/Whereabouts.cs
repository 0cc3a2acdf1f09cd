namespace Bridge.Simulation.Load;

/// <summary>Where the events are that are not at the collector.</summary>
/// <param name="Waiting">In Bridge, which still delivers them.</param>
/// <param name="Dead">Among its dead letters.</param>
/// <param name="Lost">Nowhere.</param>
internal sealed record Whereabouts(long Waiting, long Dead, long Lost)
{
    /// <param name="before">What Bridge held before the run.</param>
    public static Whereabouts Of(Verifier verifier, HeldEvents before, HeldEvents after)
    {
        var dead = Math.Clamp(after.Dead - before.Dead - verifier.DeadLetters, 0, verifier.Missing);
        var waiting = Math.Clamp(after.Waiting, 0, verifier.Missing - dead);
        return new Whereabouts(waiting, dead, verifier.Missing - dead - waiting);
    }
}
