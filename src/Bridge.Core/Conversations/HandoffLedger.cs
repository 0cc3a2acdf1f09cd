using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>Which hand-overs were told: one fact is one event, whoever says it, and whichever is said first.</summary>
/// <param name="facts">The remembered facts, which are marked here.</param>
internal sealed class HandoffLedger(List<LoggedFact> facts, TimeSpan within)
{
    /// <summary>Whether this one was told, or another that says the same.</summary>
    public bool IsTold(int place, Handoff handoff)
    {
        if (facts[place].Marks.HasFlag(FactMarks.HandoffTold))
        {
            return facts[place].Kind != FactKind.Handoff; // its own event is no repetition of itself
        }

        foreach (var fact in facts)
        {
            if (fact.Marks.HasFlag(FactMarks.HandoffTold) && Of(fact).IsSame(handoff, within))
            {
                return true;
            }
        }

        return false;
    }

    public void Tell(int place) => facts[place] = facts[place] with { Marks = facts[place].Marks | FactMarks.HandoffTold };

    /// <summary>What follows from a message passes the thread to people.</summary>
    private static Handoff Of(LoggedFact fact) =>
        new(fact.At, fact.Kind == FactKind.Handoff ? fact.By : ServiceMode.Agent, fact.Agent, fact.Source);
}
