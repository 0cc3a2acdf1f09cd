namespace Bridge.Core.Conversations;

/// <summary>A thread laid out: its remembered facts, what each means, and the conversations they make up.</summary>
/// <param name="Thread">The conversations, numbered.</param>
/// <param name="Facts">In the order in which they happened.</param>
/// <param name="Meanings">Of each fact, at the same place.</param>
/// <param name="Late">The thread's base with what came too late to be told apart.</param>
/// <param name="LastNumber">The largest number of a conversation.</param>
internal sealed record ThreadView(EpisodeThread Thread, List<LoggedFact> Facts, FactMeaning[] Meanings, EpisodeThread Late, int LastNumber)
{
    public static ThreadView Of(ConversationState state, IReadOnlyList<ConversationFact> fresh, ConversationSettings settings)
    {
        var (entries, tooLate) = EntriesOf(fresh, state.Base.Horizon);
        var late = TakeLate(state.Base, tooLate, settings);
        var facts = FactLog.With(state.Facts, entries);
        var thread = late.ToFold(settings);
        var meanings = Fold(thread, facts, settings);
        var last = EpisodeNumbers.Assign(thread.Episodes, state.LastNumber);
        return new ThreadView(thread, facts, meanings, late, last);
    }

    /// <summary>The place of a fact; negative when it moves no conversation, or comes from before the horizon.</summary>
    public int Find(ConversationFact fact) => FactLog.Entry(fact) is { } entry ? Facts.BinarySearch(entry, LoggedFact.Order) : -1;

    /// <returns>What the log takes, and what comes from before the horizon.</returns>
    private static (List<LoggedFact> Entries, List<LoggedFact> TooLate) EntriesOf(IReadOnlyList<ConversationFact> fresh, long horizon)
    {
        var (entries, tooLate) = (new List<LoggedFact>(fresh.Count), new List<LoggedFact>());
        foreach (var fact in fresh)
        {
            if (FactLog.Entry(fact) is { } entry)
            {
                (entry.At < horizon ? tooLate : entries).Add(entry);
            }
        }

        return (entries, tooLate);
    }

    private static FactMeaning[] Fold(EpisodeThread thread, List<LoggedFact> facts, ConversationSettings settings)
    {
        var (fold, meanings) = (new EpisodeFold(thread, settings), new FactMeaning[facts.Count]);
        for (var place = 0; place < facts.Count; place++)
        {
            meanings[place] = fold.Take(facts[place]);
        }

        return meanings;
    }

    /// <summary>Everything is counted, and whatever else it would have changed is known no more.</summary>
    private static EpisodeThread TakeLate(EpisodeThread from, List<LoggedFact> late, ConversationSettings settings)
    {
        if (late.Count == 0)
        {
            return from;
        }

        var thread = from.ToFold(settings);
        late.ForEach(fact => thread.Count(fact, settings.ResolveAfter));
        return thread;
    }
}

/// <summary>The order in which facts happened, for those that are in no log too.</summary>
internal sealed class FactOrder : IComparer<ConversationFact>
{
    public static readonly FactOrder Instance = new();

    public int Compare(ConversationFact? x, ConversationFact? y) => Rank(x!).CompareTo(Rank(y!));

    /// <summary>What is in no log comes before what happened at the same moment.</summary>
    private static (long, int, uint, Guid) Rank(ConversationFact fact) =>
        (fact.At, FactLog.Entry(fact) is { } entry ? (int)entry.Kind : -1, fact.ShortId, fact.Id);
}
