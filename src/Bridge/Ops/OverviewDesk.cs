using Bridge.DeadLetters;

namespace Bridge.Ops;

/// <summary>What the overview shows, and the one thing that can be done from it.</summary>
internal sealed class OverviewDesk
{
    public Task<Overview> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Has every forwarder ask a waiting or paused collector at once, instead of at the next try.</summary>
    public Task ResumeDestinationAsync(string destination, Actor actor, CancellationToken cancellationToken) => throw new NotSupportedException();
}
