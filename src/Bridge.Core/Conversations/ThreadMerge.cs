using Bridge.Core.Attribution;

namespace Bridge.Core.Conversations;

/// <summary>Two threads that turn out to be one person's.</summary>
internal static class ThreadMerge
{
    /// <summary>Ids from before merges are kept for so many conversations; older ones are not spoken of any more.</summary>
    private const int MostForeignIds = 8;

    /// <summary>The younger's conversations are numbered on from the older's.</summary>
    public static ConversationState Merge(ConversationState older, ConversationState younger, ConversationKey youngerKey)
    {
        var shift = older.LastNumber;
        var (thread, facts) = MergeFacts(older, younger, shift);
        return older with
        {
            IsContactKnown = older.IsContactKnown || younger.IsContactKnown,
            LastNumber = shift + younger.LastNumber,
            Party = ConversationParty.Later(older.Party, younger.Party),
            ChatName = Dated<string>.Later(older.ChatName, younger.ChatName),
            First = Dated<Touch>.Earlier(older.First, younger.First),
            Touches = TouchLog.With(older.Touches, younger.Touches),
            ForeignIds = [.. older.ForeignIds.Concat(ForeignIds(younger, youngerKey, shift)).TakeLast(MostForeignIds)],
            Base = thread,
            Facts = facts,
        };
    }

    private static IEnumerable<(int Number, Guid Id)> ForeignIds(ConversationState younger, ConversationKey key, int shift)
    {
        var known = younger.ForeignIds.ToDictionary(foreign => foreign.Number, foreign => foreign.Id);
        var spokenOf = younger.Facts.Select(fact => fact.Told).Concat(younger.Base.Episodes.Select(episode => episode.Number));
        return spokenOf
            .Where(number => number > 0)
            .Distinct()
            .Order()
            .Select(number => (number + shift, known.TryGetValue(number, out var id) ? id : key.Episode(number)));
    }

    private static (EpisodeThread Base, List<LoggedFact> Facts) MergeFacts(ConversationState older, ConversationState younger, int shift)
    {
        var youngerFacts = younger.Facts.ConvertAll(fact => fact with { Told = fact.Told == 0 ? 0 : fact.Told + shift });
        var youngerBase = younger.Base with
        {
            Episodes = [.. younger.Base.Episodes.Select(episode => episode with { Number = episode.Number + shift, Told = 0 })],
        };
        var (ahead, behind) = older.Base.Horizon >= youngerBase.Horizon ? (older.Base, youngerBase) : (youngerBase, older.Base);
        var thread = ahead with { Episodes = Join(ahead.Episodes, behind.Episodes) };
        var facts = FactLog.With(older.Facts, youngerFacts);
        facts.FindAll(fact => fact.At < thread.Horizon).ForEach(fact => thread.Count(fact, silence: null));
        return (thread, facts.FindAll(fact => fact.At >= thread.Horizon));
    }

    /// <summary>Of two conversations at once the one that goes on has the other's messages too.</summary>
    private static List<Episode> Join(List<Episode> ahead, List<Episode> behind)
    {
        var joined = ahead.ConvertAll(episode => episode with { });
        foreach (var episode in behind)
        {
            if (joined.Find(other => episode.OpenedAt <= LastOf(other) && other.OpenedAt <= LastOf(episode)) is { } other)
            {
                other.Inbound += episode.Inbound;
                other.Outbound += episode.Outbound;
                other.Campaigns += episode.Campaigns;
                other.Handoffs += episode.Handoffs;
                other.LastMessageAt = Math.Max(other.LastMessageAt, episode.LastMessageAt);
            }
            else
            {
                joined.Add(episode with { });
            }
        }

        return [.. joined.OrderBy(episode => episode.OpenedAt)];
    }

    private static long LastOf(Episode episode) => episode.IsOpen ? long.MaxValue : episode.EndedAt;
}
