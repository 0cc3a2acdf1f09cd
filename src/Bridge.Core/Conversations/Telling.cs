using Bridge.Core.Attribution;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>
/// What is told of one thread in one step: what events get, which of them repeat what was told, and what follows from them. What is told
/// here stays so, whatever comes late.
/// </summary>
internal sealed class Telling(ConversationKey key, ConversationState state, ThreadView view, ConversationSettings settings)
{
    private readonly Announcements _events = new(key, state, view.Thread, settings);
    private readonly HandoffLedger _handoffs = new(view.Facts, settings.SameHandoffWithin);
    private readonly EndLedger _wordsOfEnd = new(view);
    private readonly List<TrackEvent> _derived = [];
    private readonly List<LoggedFact> _ends = [];
    private readonly List<Dated<Touch>> _heard = [];
    private readonly HashSet<int> _brought = [];
    private bool _isContactKnown = state.IsContactKnown;

    /// <summary>A CRM's own word of the contact is among the facts: then Bridge's is not needed.</summary>
    public bool HasContactOfCrm { get; init; }

    /// <summary>What was known to have brought the person before this step.</summary>
    public IReadOnlyList<Dated<Touch>> HeardBefore { get; init; } = [];

    public FactOutcome Tell(ConversationFact fact)
    {
        var told = TellOf(fact);
        if (fact.Touch is not { } touch || told.IsRepeat)
        {
            return told;
        }

        var isFirst = !HeardBefore.Concat(_heard).Any(heard => heard.Value.Name == touch.Value.Name);
        _heard.Add(touch);
        return isFirst ? told with { Mark = (told.Mark ?? new ConversationMark(fact.At)) with { FirstBrought = touch.Value } } : told;
    }

    private FactOutcome TellOf(ConversationFact fact)
    {
        switch (fact.Step.Kind)
        {
            case StepKind.Outcome:
                return _events.Outcome(fact);
            case StepKind.Created:
                return TellContactOfCrm(fact);
            case StepKind.Known:
                _isContactKnown = true;
                return default;
            case StepKind.Overheard:
                TellContact(fact);
                return default;
            case StepKind.Inbound:
                TellContact(fact);
                break;
        }

        var place = view.Find(fact);
        return place >= 0 ? TellAt(place, fact)
            : FactLog.Entry(fact) is { } late ? TellLate(late, fact.IsKnown)
            : default;
    }

    /// <summary>Silence that ended a conversation before the watermark is told once; that it was is a fact like any other.</summary>
    public void TellSilence(long watermark)
    {
        foreach (var episode in view.Thread.Episodes)
        {
            if (episode.DueAt(settings.ResolveAfter) is { } end && end < watermark)
            {
                _derived.Add(_events.Resolved(episode, end, "inactivity"));
                _ends.Add(new LoggedFact(end, 0, FactKind.Silence, ServiceMode.Unknown, FactMarks.None, episode.Number, null));
                (episode.End, episode.EndedAt) = (EpisodeEnd.SilenceTold, end);
            }
        }
    }

    public ConversationOutcome Outcome(IReadOnlyList<FactOutcome> told)
    {
        foreach (var (at, meaning) in _wordsOfEnd.TakeNews())
        {
            _derived.Add(_events.Resolved(meaning.AtEnd! with { Number = meaning.Episode!.Number }, at, how: null));
        }

        Number(view.Facts);
        var (late, facts) =
            _ends.Count == 0
                ? (view.Late, view.Facts)
                : (
                    view.Late.WithTold(_ends.FindAll(end => end.At < view.Late.Horizon)),
                    FactLog.With(view.Facts, _ends.FindAll(end => end.At >= view.Late.Horizon))
                );
        var (thread, kept) = FactLog.Compact(late, facts, settings);
        var next = state with { IsContactKnown = _isContactKnown, LastNumber = view.LastNumber, Base = thread, Facts = kept };
        return new ConversationOutcome(next, told, _derived, DueAt(), next.LastAt is { } last ? Time(last) + settings.ForgetAfter : null);
    }

    /// <summary>Every fact has the number of its conversation from now on, as it was told.</summary>
    private void Number(List<LoggedFact> facts)
    {
        for (var place = 0; place < facts.Count; place++)
        {
            var number = view.Meanings[place].Episode?.Number ?? facts[place].Told;
            facts[place] = facts[place].Told == number ? facts[place] : facts[place] with { Told = number };
        }
    }

    private DateTimeOffset? DueAt() =>
        view.Thread.Episodes.Min(episode => episode.DueAt(settings.ResolveAfter)) is { } due ? Time(due) : null;

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private FactOutcome TellLate(LoggedFact late, bool isKnown)
    {
        var episode = view.Late.Find(late.At, settings.ResolveAfter);
        if (!isKnown && late.Kind == FactKind.Resolved && episode is { IsOpen: false, IsWorthTelling: true })
        {
            return new FactOutcome(null, IsRepeat: true);
        }

        return new FactOutcome(_events.Late(late, episode)) { Mark = episode is null ? null : new ConversationMark(episode.OpenedAt) };
    }

    private FactOutcome TellContactOfCrm(ConversationFact fact)
    {
        var isRepeat = _isContactKnown;
        _isContactKnown = true;
        return new FactOutcome(isRepeat ? null : _events.ContactProperties(fact), isRepeat);
    }

    private void TellContact(ConversationFact fact)
    {
        if (!_isContactKnown && !HasContactOfCrm && !(fact.About.HappenedAt < settings.CountFrom))
        {
            _derived.Add(_events.ContactCreated(fact));
        }

        _isContactKnown |= !HasContactOfCrm;
    }

    private FactOutcome TellAt(int place, ConversationFact fact)
    {
        var (entry, meaning) = (view.Facts[place], view.Meanings[place]);
        if (!fact.IsKnown && entry.Kind == FactKind.Resolved && _wordsOfEnd.IsRepeat(place))
        {
            return new FactOutcome(null, IsRepeat: true);
        }

        if (meaning.Handoff is { } handoff)
        {
            var isTold = _handoffs.IsTold(place, handoff);
            if (entry.Kind == FactKind.Handoff && isTold)
            {
                return new FactOutcome(null, IsRepeat: true);
            }

            if (!isTold)
            {
                _handoffs.Tell(place);
                AddDerived(entry, fact, meaning);
            }
        }

        return new FactOutcome(_events.Properties(fact, entry, OfOne(place, meaning))) { Mark = MarkOf(place, fact, meaning) };
    }

    /// <summary>Of the messages of a conversation one is told to be the first, although an earlier one came late.</summary>
    private FactMeaning OfOne(int place, FactMeaning meaning) =>
        meaning is { Opens: true, Episode: { } episode } && IsTold(episode, place, other => other == FactKind.Inbound)
            ? meaning with
            {
                Opens = false,
                Former = null,
            }
            : meaning;

    /// <summary>
    /// What was told to begin or end a conversation keeps doing so, although another would now, which came late.
    /// </summary>
    private ConversationMark? MarkOf(int place, ConversationFact fact, FactMeaning meaning)
    {
        if (meaning.Episode is not { } episode)
        {
            return null;
        }

        var begins = meaning.Begins && !IsTold(episode, place, other => other is FactKind.Inbound or FactKind.Outbound);
        var cameBy = _events.Attributed.Of(episode, fact.At);
        var comes = cameBy is not null && Comes(episode, fact, begins);
        return new ConversationMark(episode.OpenedAt)
        {
            Replies = ReplyCount.Of(view, place),
            Begins = begins,
            Ends = meaning.Ends && !IsTold(episode, place, other => other is FactKind.Resolved or FactKind.Silence),
            Answers =
                meaning.Answers
                && (fact.Step.Kind == StepKind.Inbound ? comes : !IsTold(episode, place, other => other == FactKind.Outbound, from: place)),
            CameBy = cameBy?.Value,
            Comes = comes,
        };
    }

    /// <summary>Whether a message makes its conversation one of what brought the person: once, with the first that can say so.</summary>
    private bool Comes(Episode episode, ConversationFact fact, bool begins) =>
        fact.Step.Kind == StepKind.Inbound && (begins || (fact.Touch is not null && !IsBrought(episode))) && _brought.Add(episode.Number);

    /// <summary>Whether something brought the person to a conversation before this step.</summary>
    private bool IsBrought(Episode episode) => HeardBefore.Any(heard => _events.Attributed.IsOf(episode, heard.At));

    private bool IsTold(Episode episode, int except, Predicate<FactKind> kinds, int from = 0)
    {
        for (var place = from; place < view.Facts.Count; place++)
        {
            var fact = view.Facts[place];
            if (place != except && fact.Told == episode.Number && kinds(fact.Kind) && !fact.Marks.HasFlag(FactMarks.Withheld))
            {
                return true;
            }
        }

        return false;
    }

    private void AddDerived(LoggedFact entry, ConversationFact fact, FactMeaning meaning)
    {
        if (entry.Kind != FactKind.Handoff)
        {
            _derived.Add(_events.HandedOff(fact, meaning));
        }
    }
}
