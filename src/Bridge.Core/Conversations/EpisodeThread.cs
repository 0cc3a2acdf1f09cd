using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>A hand-over.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
internal sealed record Handoff(long At, ServiceMode To, string? Agent, HandoffSource Source)
{
    /// <summary>Whether two say the same of one hand-over.</summary>
    public bool IsSame(Handoff other, TimeSpan within) =>
        Source != other.Source
        && To == other.To
        && Math.Abs(At - other.At) <= within.TotalMilliseconds
        && (Agent is null || other.Agent is null || Agent == other.Agent);
}

/// <summary>
/// Where a fold over the facts of a thread stands: its latest conversations, and what a conversation to come begins with.
/// </summary>
internal sealed record EpisodeThread
{
    /// <summary>
    /// How many may wait to be told at once. That many end in silence before the timer comes only where silence is measured in seconds and
    /// a long backlog is taken in; the oldest of more are not told.
    /// </summary>
    private const int MostEpisodes = 16;

    /// <summary>Oldest first; the last one may be open. Those before it are kept while they are of use.</summary>
    public List<Episode> Episodes { get; init; } = [];

    /// <summary>The moment of the last fact that was folded in for good; facts before it come too late to be told apart.</summary>
    public long Horizon { get; set; } = long.MinValue;

    public ServiceMode Mode { get; set; }

    public string? Agent { get; set; }

    /// <summary>When the thread passed to people.</summary>
    public long? HandedAt { get; set; }

    /// <summary>The last hand-over that counted, for what others say of it.</summary>
    public Handoff? Handoff { get; set; }

    public Episode? Current => Episodes.Count > 0 ? Episodes[^1] : null;

    /// <summary>Whether nothing was folded in.</summary>
    public bool IsEmpty => Horizon == long.MinValue;

    /// <summary>A copy to fold further facts into.</summary>
    public EpisodeThread ToFold(ConversationSettings settings)
    {
        var copy = this with { Episodes = Episodes.ConvertAll(episode => episode with { }) };
        if (IsEmpty)
        {
            copy.Reset(settings.InitialMode);
        }

        return copy;
    }

    /// <summary>The same after the ends of conversations were told that it alone remembers.</summary>
    public EpisodeThread WithTold(List<LoggedFact> ends)
    {
        if (ends.Count == 0)
        {
            return this;
        }

        var told = ends.Select(end => end.Told).ToHashSet();
        return this with
        {
            Episodes = [.. Episodes.Select(each => told.Contains(each.Number) ? each with { End = EpisodeEnd.SilenceTold } : each)],
        };
    }

    /// <summary>
    /// Forgets conversations of which nothing is to be told any more, but for the last two, and for the one before each that is to be told.
    /// </summary>
    public void Trim()
    {
        var old = Episodes.Count - 2;
        var toTell = Episodes.ConvertAll(episode => episode is { End: EpisodeEnd.Silence, IsWorthTelling: true });
        for (var place = old - 1; place >= 0; place--)
        {
            if (!toTell[place] && !toTell[place + 1])
            {
                Episodes.RemoveAt(place);
            }
        }

        if (Episodes.Count > MostEpisodes)
        {
            Episodes.RemoveRange(0, Episodes.Count - MostEpisodes);
        }
    }

    /// <summary>
    /// Takes in a fact from before the horizon: a message is counted where it belongs, and what else it would have changed stays as it was.
    /// </summary>
    public void Count(LoggedFact late, TimeSpan? silence)
    {
        if (late.IsMessage && Find(late.At, silence) is { } episode)
        {
            episode.Inbound += late.Kind == FactKind.Inbound ? 1 : 0;
            episode.Outbound += late.Kind == FactKind.Inbound ? 0 : 1;
            episode.Campaigns += late.Kind == FactKind.Campaign ? 1 : 0;
        }
    }

    /// <summary>The conversation that a fact from before the horizon belongs to, as far as that can still be told.</summary>
    public Episode? Find(long at, TimeSpan? silence) =>
        Episodes.LastOrDefault(episode =>
            at >= episode.OpenedAt - (silence?.TotalMilliseconds ?? 0) && (episode.IsOpen || at <= episode.EndedAt)
        );

    /// <summary>The conversation that was going on at a moment.</summary>
    public Episode? At(long at, TimeSpan? silence) =>
        Episodes.LastOrDefault(episode => at >= episode.OpenedAt && at <= (episode.IsOpen ? LastOf(episode, silence) : episode.EndedAt));

    /// <summary>
    /// From when on what brings the person brings them to this conversation: since the one before, and not longer before its first message
    /// than silence would have ended it.
    /// </summary>
    public long ComesSince(Episode episode, TimeSpan? silence)
    {
        var before = Episodes.LastOrDefault(other => other.OpenedAt < episode.OpenedAt && !other.IsOpen)?.EndedAt ?? long.MinValue;
        return silence is { } longest ? Math.Max(before, episode.OpenedAt - (long)longest.TotalMilliseconds) : before;
    }

    private static double LastOf(Episode episode, TimeSpan? silence) =>
        episode.LastMessageAt + (silence?.TotalMilliseconds ?? double.PositiveInfinity);

    /// <summary>After the end of a conversation nobody has the thread.</summary>
    public void Reset(ServiceMode initial) => (Mode, Agent, HandedAt, Handoff) = (initial, null, null, null);
}
