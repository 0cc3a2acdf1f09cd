using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>
/// Where a fold over the facts of a thread stands: its latest conversations, and what a conversation to come begins with.
/// </summary>
internal sealed record EpisodeThread
{
    /// <summary>Oldest first; the last one may be open. Those before it are kept while they are of use.</summary>
    public List<Episode> Episodes { get; init; } = [];

    /// <summary>The moment of the last fact that was folded in for good; facts before it come too late to be told apart.</summary>
    public long Horizon { get; set; } = long.MinValue;

    public ServiceMode Mode { get; set; }

    public string? Agent { get; set; }

    /// <summary>When the thread passed to people.</summary>
    public long? HandedAt { get; set; }

    /// <summary>The last hand-over that counted, for what others say of it.</summary>
    public long? HandoffAt { get; set; }

    public ServiceMode HandoffTo { get; set; }

    public string? HandoffAgent { get; set; }

    public Episode? Current => Episodes.Count > 0 ? Episodes[^1] : null;

    public EpisodeThread Copy() => this with { Episodes = [.. Episodes.Select(episode => episode with { })] };

    /// <summary>After the end of a conversation nobody has the thread.</summary>
    public void Reset(ServiceMode initial) => (Mode, Agent, HandedAt, HandoffAt, HandoffAgent) = (initial, null, null, null, null);
}
