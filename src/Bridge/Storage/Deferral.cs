namespace Bridge.Storage;

/// <summary>How events are deferred, in whichever store.</summary>
internal static class Deferral
{
    /// <summary>
    /// What is due later was deferred by a clock that has been set back since. The most <c>Intake:UnavailableHold</c> can be.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
}
