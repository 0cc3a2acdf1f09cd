using Bridge.Core.Events;

namespace Bridge.Simulation.Load;

/// <summary>A person's conversations with one business number, counted in the order in which everything happened.</summary>
internal sealed class BookedEpisodes
{
    private readonly ServiceMode _initialMode;
    private readonly TimeSpan? _resolveAfter;
    private ServiceMode _mode;
    private DateTimeOffset? _handedAt;

    private BookedEpisodes(ServiceMode initialMode, TimeSpan? resolveAfter) =>
        (_initialMode, _resolveAfter, _mode) = (initialMode, resolveAfter, initialMode);

    public List<BookedEpisode> Episodes { get; } = [];

    public List<double> Responses { get; } = [];

    public List<double> FirstResponses { get; } = [];

    public int Replies { get; private set; }

    public int Handoffs { get; private set; }

    public bool HasInbound { get; private set; }

    private BookedEpisode? Open => Episodes.LastOrDefault() is { EndedAt: null } open ? open : null;

    public static BookedEpisodes Of(
        IEnumerable<(DateTimeOffset At, ConversationStep Step)> thread,
        ServiceMode initialMode,
        TimeSpan? resolveAfter,
        DateTimeOffset now
    )
    {
        var booked = new BookedEpisodes(initialMode, resolveAfter);
        foreach (var (at, step) in thread.OrderBy(item => item.At))
        {
            booked.PassTime(at);
            booked.Take(at, step);
        }

        booked.PassTime(now);
        return booked;
    }

    private void PassTime(DateTimeOffset to)
    {
        if (Open is { } open && to - open.LastAt > _resolveAfter)
        {
            End(open, open.LastAt + _resolveAfter.Value, isSaid: false);
        }
    }

    private void Take(DateTimeOffset at, ConversationStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Inbound:
                TakeInbound(at, step.Trigger is not null);
                break;
            case StepKind.Campaign:
                Write(at, isInbound: false).Templates++;
                break;
            case StepKind.Outbound:
                TakeAnswer(at, step.By == ServiceMode.Unknown ? _mode : step.By);
                break;
            case StepKind.Resolved when Open is { } open:
                End(open, at, isSaid: true);
                break;
        }
    }

    private void TakeInbound(DateTimeOffset at, bool asks)
    {
        HasInbound = true;
        var episode = Write(at, isInbound: true);
        Replies += episode.IsLastByBusiness ? 1 : 0;
        episode.IsLastByBusiness = false;
        episode.Inbound++;
        episode.WaitsSince ??= at;
        if (asks && _mode != ServiceMode.Agent)
        {
            HandOver(episode, at);
        }
    }

    private void TakeAnswer(DateTimeOffset at, ServiceMode by)
    {
        var episode = Write(at, isInbound: false);
        if (episode.WaitsSince is { } since)
        {
            Responses.Add((long)(at - since).TotalSeconds);
        }

        if (by == ServiceMode.Agent && !episode.IsByBusiness && !episode.PersonReplied && Later(_handedAt, episode.WaitsSince) is { } waits)
        {
            FirstResponses.Add((long)(at - waits).TotalSeconds);
        }

        episode.WaitsSince = null;
        episode.PersonReplied |= by == ServiceMode.Agent;
        episode.BotAnswered |= by == ServiceMode.Bot && episode.Inbound > 0;
        if (by == ServiceMode.Agent && _mode == ServiceMode.Bot)
        {
            HandOver(episode, at);
        }
    }

    private BookedEpisode Write(DateTimeOffset at, bool isInbound)
    {
        if (Open is null)
        {
            Episodes.Add(new BookedEpisode(IsByBusiness: !isInbound));
        }

        var episode = Open!;
        episode.LastAt = at;
        episode.Outbound += isInbound ? 0 : 1;
        episode.IsLastByBusiness |= !isInbound;
        return episode;
    }

    private void HandOver(BookedEpisode episode, DateTimeOffset at)
    {
        Handoffs++;
        (_mode, _handedAt, episode.AskedForPerson) = (ServiceMode.Agent, at, true);
    }

    private void End(BookedEpisode episode, DateTimeOffset at, bool isSaid)
    {
        (episode.EndedAt, episode.IsSaid) = (at, isSaid);
        (_mode, _handedAt) = (_initialMode, null);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}

/// <summary>One conversation in the books.</summary>
internal sealed record BookedEpisode(bool IsByBusiness)
{
    public DateTimeOffset LastAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Somebody ended it, not silence.</summary>
    public bool IsSaid { get; set; }

    public int Inbound { get; set; }

    public int Outbound { get; set; }

    /// <summary>Of the outbound: templates the business sent of itself.</summary>
    public int Templates { get; set; }

    public bool IsLastByBusiness { get; set; }

    /// <summary>Since when the person waits for an answer.</summary>
    public DateTimeOffset? WaitsSince { get; set; }

    public bool PersonReplied { get; set; }

    public bool BotAnswered { get; set; }

    public bool AskedForPerson { get; set; }

    /// <summary>A template alone is none.</summary>
    public bool IsConversation => Inbound > 0 || Outbound > Templates;

    public bool IsOver => EndedAt is not null && IsConversation;

    public bool IsContained => IsSaid && BotAnswered && !PersonReplied && !AskedForPerson;
}
