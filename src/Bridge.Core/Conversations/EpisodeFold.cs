using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>
/// Cuts a thread into conversations, fact by fact in the order in which they happened. All rules of what opens, answers, hands over and
/// ends are here, and none depends on when a fact became known.
/// </summary>
internal sealed class EpisodeFold(EpisodeThread thread, ConversationSettings settings)
{
    private readonly double _silence = settings.ResolveAfter?.TotalMilliseconds ?? double.PositiveInfinity;

    public FactMeaning Take(LoggedFact fact)
    {
        if (thread.Current is { IsOpen: true } current && fact.At - current.LastMessageAt > _silence)
        {
            End(current, current.LastMessageAt + (long)_silence, EpisodeEnd.Silence);
        }

        return fact.Kind switch
        {
            FactKind.Inbound => TakeInbound(fact),
            FactKind.Outbound => TakeAnswer(fact),
            FactKind.Campaign => TakeCampaign(fact),
            FactKind.Handoff => TakeHandoff(fact),
            FactKind.Assigned => TakeAssignment(fact),
            FactKind.Resolved => TakeEnd(fact),
            FactKind.Silence => TakeSilence(fact),
            _ => default,
        };
    }

    private FactMeaning TakeInbound(LoggedFact fact)
    {
        var meaning = TakeMessage(fact);
        var episode = meaning.Episode!;
        meaning = meaning with { Begins = !episode.IsWorthTelling, Answers = episode.IsAnswered };
        episode.Inbound++;
        episode.UnansweredSince ??= fact.At;
        return fact.Marks.HasFlag(FactMarks.Asks) && thread.Mode != ServiceMode.Agent
            ? HandOver(meaning, fact, ServiceMode.Agent)
            : meaning;
    }

    private FactMeaning TakeCampaign(LoggedFact fact)
    {
        var meaning = TakeMessage(fact);
        meaning.Episode!.Outbound++;
        meaning.Episode.Campaigns++;
        return meaning;
    }

    private FactMeaning TakeAnswer(LoggedFact fact)
    {
        var responder = fact.By == ServiceMode.Unknown ? thread.Mode : fact.By;
        var meaning = TakeMessage(fact) with { Responder = responder };
        var episode = meaning.Episode!;
        meaning = meaning with { Begins = !episode.IsWorthTelling };
        episode.Outbound++;
        meaning = meaning with
        {
            Answers = episode is { UnansweredSince: not null, IsAnswered: false },
            AnswersSince = episode.UnansweredSince,
            FirstReplySince = responder == ServiceMode.Agent ? FirstReplySince(episode) : null,
        };
        Count(episode, responder, meaning.FirstReplySince, fact.At);
        if (fact.By == ServiceMode.Agent && thread.Mode == ServiceMode.Bot)
        {
            meaning = HandOver(meaning, fact, ServiceMode.Agent);
        }

        Give(fact.Agent);
        return meaning with { Mode = thread.Mode };
    }

    /// <summary>Who waits for a person waits since they were handed to people, or since they wrote.</summary>
    private long? FirstReplySince(Episode episode) =>
        episode.IsByBusiness || episode.PersonReplied ? null
        : thread.HandedAt is { } handed && handed > (episode.UnansweredSince ?? long.MinValue) ? handed
        : episode.UnansweredSince;

    private static void Count(Episode episode, ServiceMode responder, long? firstReplySince, long at)
    {
        episode.UnansweredSince = null;
        episode.FirstResponseSeconds ??= firstReplySince is { } since ? (at - since) / 1000 : null;
        episode.PersonReplied |= responder == ServiceMode.Agent;
        episode.BotAnswered |= responder == ServiceMode.Bot && episode.Inbound > 0;
        episode.SomebodyAnswered |= responder == ServiceMode.Unknown && episode.Inbound > 0;
    }

    private FactMeaning TakeHandoff(LoggedFact fact)
    {
        var meaning = new FactMeaning(Open) { FormerAgent = thread.Agent };
        meaning = HandOver(meaning, fact, fact.By);
        thread.Agent = fact.By == ServiceMode.Bot ? null : thread.Agent;
        Give(fact.Agent);
        return meaning with { Mode = thread.Mode };
    }

    private FactMeaning TakeAssignment(LoggedFact fact)
    {
        var former = thread.Agent;
        PassTo(ServiceMode.Agent, fact.At);
        Give(fact.Agent);
        return new FactMeaning(Open) { FormerAgent = former, Mode = thread.Mode };
    }

    /// <summary>A second word on a conversation that is over, or late for one that silence ended, changes nothing of it.</summary>
    private FactMeaning TakeEnd(LoggedFact fact)
    {
        if (thread.Current is not { } current)
        {
            return default;
        }

        var ends = current.IsOpen;
        if (ends)
        {
            End(current, fact.At, EpisodeEnd.Said);
        }

        return new FactMeaning(current) { AtEnd = current with { }, Ends = ends && current.IsWorthTelling };
    }

    private FactMeaning TakeSilence(LoggedFact fact)
    {
        if (thread.Current is { IsOpen: true } current)
        {
            End(current, fact.At, EpisodeEnd.SilenceTold);
        }
        else if (thread.Current is { End: EpisodeEnd.Silence } ended)
        {
            ended.End = EpisodeEnd.SilenceTold;
        }

        return default;
    }

    /// <summary>The conversation that a fact which is no message belongs to.</summary>
    private Episode? Open => thread.Current is { IsOpen: true } current ? current : null;

    private FactMeaning TakeMessage(LoggedFact fact)
    {
        var (former, opens) = (thread.Current, thread.Current is not { IsOpen: true });
        if (opens)
        {
            thread.Episodes.Add(
                new Episode(fact.At, fact.Kind != FactKind.Inbound)
                {
                    Agent = thread.Agent,
                    AskedForPerson = thread.HandedAt is not null,
                    Mode = thread.Mode,
                }
            );
        }

        var episode = thread.Current!;
        episode.LastMessageAt = fact.At;
        episode.Told = episode.Told == 0 || (fact.Told > 0 && fact.Told < episode.Told) ? fact.Told : episode.Told;
        return new FactMeaning(episode)
        {
            Opens = opens,
            Former = opens ? former : null,
            Mode = thread.Mode,
        };
    }

    private FactMeaning HandOver(FactMeaning meaning, LoggedFact fact, ServiceMode to)
    {
        var (from, handoff) = (thread.Mode, new Handoff(fact.At, to, fact.Agent, fact.Source));
        if (thread.Handoff is null || !thread.Handoff.IsSame(handoff, settings.SameHandoffWithin))
        {
            thread.Handoff = handoff;
            if (Open is { } episode)
            {
                episode.Handoffs++;
            }
        }

        PassTo(to, fact.At);
        return meaning with { Handoff = handoff, HandedFrom = from };
    }

    private void PassTo(ServiceMode mode, long at)
    {
        if (mode == ServiceMode.Agent)
        {
            thread.HandedAt = thread.Mode == ServiceMode.Agent ? thread.HandedAt : at;
        }

        thread.Mode = mode;
        if (Open is { } episode)
        {
            episode.Mode = mode;
            episode.AskedForPerson |= mode == ServiceMode.Agent;
        }
    }

    private void Give(string? agent)
    {
        thread.Agent = agent ?? thread.Agent;
        if (Open is { } episode)
        {
            episode.Agent = thread.Agent ?? episode.Agent;
        }
    }

    private void End(Episode episode, long at, EpisodeEnd end)
    {
        episode.End = end;
        episode.EndedAt = at;
        thread.Reset(settings.InitialMode);
    }
}
