using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Core.Users;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Conversations;

/// <summary>The words in which a thread is told of: what its events get, and the events that follow from them.</summary>
internal sealed class Announcements(ConversationKey key, ConversationState state, EpisodeThread thread, ConversationSettings settings)
{
    /// <summary>Most of what is told at once is of one conversation.</summary>
    private (int Number, string Id)? _latest;

    public Attributed Attributed { get; } = new(state, thread, settings);

    /// <summary>What an event gets from the conversation it belongs to; null for nothing.</summary>
    public PropertyBag? Properties(ConversationFact told, LoggedFact fact, FactMeaning meaning) =>
        fact.Kind switch
        {
            FactKind.Inbound => Received(told, meaning),
            FactKind.Outbound or FactKind.Campaign => Sent(fact, meaning),
            FactKind.Handoff or FactKind.Assigned => Passed(fact, meaning),
            FactKind.Resolved when meaning.AtEnd is { } ended => Tally(
                ended with
                {
                    Number = meaning.Episode!.Number,
                },
                Chat(null),
                fact.At
            ),
            _ => null,
        };

    /// <summary>What an event gets that came after too many others: where it belongs, and no more.</summary>
    public PropertyBag? Late(LoggedFact fact, Episode? episode) =>
        episode is null ? null
        : fact.Kind == FactKind.Resolved ? Tally(episode, Chat(null), fact.At)
        : new PropertyBag().Add(ConversationId, Id(episode));

    public TrackEvent ContactCreated(ConversationFact fact) =>
        Event(ThreadEvents.ContactCreated, key.Contact, fact.About, ContactProperties(fact)) with
        {
            Mark = new ConversationMark(fact.At) { CameBy = BroughtBy(fact) },
        };

    public PropertyBag ContactProperties(ConversationFact fact)
    {
        var touch = BroughtBy(fact);
        var properties = new PropertyBag()
            .Add(ChatId, Chat(fact.About.ChatId, fact.About.Number, fact.About.UserId))
            .Add(ContactName, fact.Step.ContactName)
            .Add(ContactSource, touch?.Type ?? "organic")
            .Add(CountryCode, Country(fact.About))
            .Add(CustomFields, new PropertyBag().Add(Referrer, touch?.Campaign?.Name ?? touch?.Id));
        return Attributed.AddTo(properties, fact, EpisodeAt(fact.At));
    }

    /// <summary>What an order, an answered flow or a conversion gets.</summary>
    public FactOutcome Outcome(ConversationFact fact)
    {
        var episode = EpisodeAt(fact.At);
        var last = Attributed.Last(fact, episode);
        var properties = new PropertyBag().Add(ConversationId, episode is null ? null : Id(episode));
        return new FactOutcome(Attributed.AddTo(properties, fact.At, last))
        {
            Mark = new ConversationMark(episode?.OpenedAt ?? fact.At) { CameBy = last?.Value },
        };
    }

    /// <summary>A hand-over that a message implies: it matched a trigger, or a person answered in the bot's place.</summary>
    public TrackEvent HandedOff(ConversationFact fact, FactMeaning meaning)
    {
        var isAsked = fact.Step.Kind == StepKind.Inbound;
        return Event(
            Translation.ConversationEvents.HandedOff,
            key.Handoff(fact.Id),
            fact.About,
            new PropertyBag()
                .Add(ChatId, Chat(fact.About.ChatId, fact.About.Number, fact.About.UserId))
                .Add(FromMode, meaning.HandedFrom.Word())
                .Add(ToMode, meaning.Handoff!.To.Word())
                .Add(AgentId, meaning.Handoff.Agent)
                .Add(PreviousAgentId, meaning.FormerAgent)
                .Add(HandoffReason, isAsked ? "user_request" : "agent_reply")
                .Add(JourneyStep, fact.Step.Trigger)
                .Add(Inferred, isAsked ? null : true)
                .Add(ConversationId, meaning.Episode is { } episode ? Id(episode) : null)
        );
    }

    /// <summary>A conversation whose end no event of a CRM tells.</summary>
    /// <param name="how">Null where a CRM said it ended, in words that are not remembered.</param>
    public TrackEvent Resolved(Episode episode, long at, string? how)
    {
        var party = state.Party ?? new ConversationParty(at, Person.SystemUserId, null, null, null);
        return new TrackEvent(
            ThreadEvents.Resolved.Name,
            key.Resolved(episode.Number),
            party.UserId,
            DateTimeOffset.FromUnixTimeMilliseconds(at),
            new EventContext(party.Number, party.Account, Channel: ChannelOf(party.UserId)),
            Tally(episode, Chat(party.ChatId, party.Number, party.UserId), at).Add(ResolutionType, how).Add(Resolution, how)
        )
        {
            Mark = new ConversationMark(episode.OpenedAt) { Ends = true, CameBy = Attributed.Of(episode, at)?.Value },
        };
    }

    private PropertyBag Received(ConversationFact fact, FactMeaning meaning)
    {
        var reopened = meaning.Former is { } former && meaning.Episode!.OpenedAt - former.EndedAt < settings.ReopenWithin.TotalMilliseconds;
        var properties = new PropertyBag()
            .Add(CurrentMode, meaning.Mode.Word())
            .Add(ConversationId, Id(meaning.Episode!))
            .Add(IsFirstInConversation, meaning.Opens)
            .Add(Reopened, reopened ? true : null)
            .Add(PreviousConversationId, reopened ? Id(meaning.Former!) : null);
        return meaning.Begins ? Attributed.AddTo(properties, fact, meaning.Episode) : properties;
    }

    private PropertyBag Sent(LoggedFact fact, FactMeaning meaning) =>
        new PropertyBag()
            .Add(CurrentMode, meaning.Mode.Word())
            .Add(ConversationId, Id(meaning.Episode!))
            .Add(RespondedBy, meaning.Responder.Word())
            .Add(ResponseSeconds, Seconds(meaning.AnswersSince, fact.At))
            .Add(ResponseBusinessSeconds, BusinessSeconds(meaning.AnswersSince, fact.At))
            .Add(FirstResponseSeconds, Seconds(meaning.FirstReplySince, fact.At))
            .Add(FirstResponseBusinessSeconds, BusinessSeconds(meaning.FirstReplySince, fact.At));

    /// <summary>Who has it already had it before somebody said so again; who else had it is not known then.</summary>
    private PropertyBag? Passed(LoggedFact fact, FactMeaning meaning) =>
        new PropertyBag()
            .Add(ConversationId, meaning.Episode is { } episode ? Id(episode) : null)
            .Add(PreviousAgentId, meaning.FormerAgent == fact.Agent ? null : meaning.FormerAgent)
            is { Count: > 0 } said
            ? said
            : null;

    private PropertyBag Tally(Episode episode, string? chat, long at) =>
        Attributed.AddTo(
            new PropertyBag()
                .Add(ChatId, chat)
                .Add(ConversationId, Id(episode))
                .Add(AgentId, episode.Agent)
                .Add(MessageCount, episode.Inbound + episode.Outbound)
                .Add(DurationMinutes, (long)Math.Round((episode.LastMessageAt - episode.OpenedAt) / 60_000d, MidpointRounding.AwayFromZero))
                .Add(InboundCount, episode.Inbound)
                .Add(OutboundCount, episode.Outbound)
                .Add(HandoffCount, episode.Handoffs)
                .Add(FirstResponseSeconds, episode.FirstResponseSeconds)
                .Add(CurrentMode, episode.Mode.Word())
                .Add(Contained, episode.IsContained)
                .Add(Abandoned, episode.UnansweredSince is not null),
            at,
            Attributed.Last(episode, at)
        );

    private Episode? EpisodeAt(long at) => thread.At(at, settings.ResolveAfter);

    /// <summary>What a contact's creation says; a message that tells it itself is right.</summary>
    private Attribution.Touch? BroughtBy(ConversationFact fact) =>
        fact.Step.Touch ?? (state.First is { } first && first.At < fact.At ? first.Value : null);

    private string Id(Episode episode)
    {
        if (_latest is not { } latest || latest.Number != episode.Number)
        {
            _latest = latest = (episode.Number, IdOf(episode.Number).ToString());
        }

        return latest.Id;
    }

    private Guid IdOf(int number)
    {
        foreach (var (foreign, id) in state.ForeignIds)
        {
            if (foreign == number)
            {
                return id;
            }
        }

        return key.Episode(number);
    }

    private static long? Seconds(long? from, long to) => from is { } since ? (to - since) / 1000 : null;

    private long? BusinessSeconds(long? from, long to) =>
        from is { } since
            ? settings.BusinessHours?.SecondsBetween(
                DateTimeOffset.FromUnixTimeMilliseconds(since),
                DateTimeOffset.FromUnixTimeMilliseconds(to)
            )
            : null;

    /// <summary>Of an event that must have one, also where none was told: Bridge's own, as Meta's events have it.</summary>
    private string Chat(string? told, string? number, string userId) =>
        Chat(told) ?? (number is null ? $"chat_{userId.TrimStart('+')}" : $"chat_{number}_{userId.TrimStart('+')}");

    private string? Chat(string? told) => state.ChatId ?? told ?? state.Party?.ChatId;

    private static TrackEvent Event(EventDefinition definition, string naturalKey, EventSubject about, PropertyBag properties) =>
        new(
            definition.Name,
            naturalKey,
            about.UserId,
            about.HappenedAt,
            new EventContext(
                about.Number,
                about.Account,
                new UserIds(about.Phone?.TrimStart('+'), about.Bsuid, about.ParentBsuid, about.Username),
                about.IsTimeOfReceipt,
                Channel: ChannelOf(about.UserId)
            ),
            properties
        );

    /// <summary>Ids of Messenger and Instagram begin with their channel.</summary>
    private static string ChannelOf(string userId) =>
        userId.StartsWith("messenger:", StringComparison.Ordinal) ? "messenger"
        : userId.StartsWith("instagram:", StringComparison.Ordinal) ? "instagram"
        : "whatsapp";

    private static string? Country(EventSubject about) =>
        (about.Phone ?? about.UserId) is ['+', .. var digits] ? PhoneCountry.Of(digits) : PhoneCountry.OfBsuid(about.UserId);
}
