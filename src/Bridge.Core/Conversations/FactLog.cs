using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>The facts of a thread that are remembered one by one, in the order in which they happened.</summary>
internal static class FactLog
{
    /// <summary>A fact as the log holds it; null for a step that moves no conversation.</summary>
    public static LoggedFact? Entry(ConversationFact fact)
    {
        var step = fact.Step;
        return KindOf(step.Kind) is { } kind
            ? new LoggedFact(fact.At, fact.ShortId, kind, step.By, Marks(step), Told: 0, Cut(step.AgentId))
            : null;
    }

    /// <summary>Puts facts in their places; to those that are there already is added what is marked of them now.</summary>
    public static List<LoggedFact> With(List<LoggedFact> log, List<LoggedFact> fresh)
    {
        var merged = new List<LoggedFact>(log.Count + fresh.Count);
        merged.AddRange(log);
        foreach (var fact in fresh)
        {
            var isLast = merged.Count == 0 || LoggedFact.Compare(merged[^1], fact) < 0; // as nearly always
            var place = isLast ? ~merged.Count : merged.BinarySearch(fact, LoggedFact.Order);
            if (place < 0)
            {
                merged.Insert(~place, fact);
            }
            else if ((fact.Marks & ~merged[place].Marks) != FactMarks.None)
            {
                merged[place] = merged[place] with { Marks = merged[place].Marks | fact.Marks };
            }
        }

        return merged;
    }

    /// <summary>
    /// Adds the oldest up into the thread, so that no more than <see cref="ConversationState.MostFacts"/> are remembered one by one.
    /// </summary>
    /// <param name="log">Every fact with the number of its conversation.</param>
    public static (EpisodeThread Base, List<LoggedFact> Facts) Compact(
        EpisodeThread from,
        List<LoggedFact> log,
        ConversationSettings settings
    )
    {
        if (log.Count <= ConversationState.MostFacts)
        {
            return (from, log);
        }

        var oldest = log.Count - ConversationState.MostFacts;
        var thread = from.ToFold(settings);
        var fold = new EpisodeFold(thread, settings);
        foreach (var fact in log.Take(oldest))
        {
            fold.Take(fact);
        }

        thread.Horizon = log[oldest - 1].At;
        EpisodeNumbers.Assign(thread.Episodes, 0);
        thread.Trim();
        return (thread, log[oldest..]);
    }

    public static string? Cut(string? word) =>
        word is { Length: > ConversationState.LongestWord } ? word[..ConversationState.LongestWord] : word;

    private static FactKind? KindOf(StepKind kind) =>
        kind switch
        {
            StepKind.Inbound => FactKind.Inbound,
            StepKind.Outbound => FactKind.Outbound,
            StepKind.Campaign => FactKind.Campaign,
            StepKind.Handoff => FactKind.Handoff,
            StepKind.Assigned => FactKind.Assigned,
            StepKind.Resolved => FactKind.Resolved,
            _ => null,
        };

    private static FactMarks Marks(ConversationStep step) =>
        (step.Trigger is null ? FactMarks.None : FactMarks.Asks) | (step.IsFromCrm ? FactMarks.FromCrm : FactMarks.None);
}
