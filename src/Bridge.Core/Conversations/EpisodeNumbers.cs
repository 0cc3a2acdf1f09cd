namespace Bridge.Core.Conversations;

/// <summary>
/// Numbers of conversations. One that was told under a number keeps it; where a late message made one of two, the lesser; where a late end
/// made two of one, the first has it and the other gets a new one.
/// </summary>
internal static class EpisodeNumbers
{
    /// <param name="last">The largest number there is or was.</param>
    /// <returns>The largest number there is from now on.</returns>
    public static int Assign(List<Episode> episodes, int last)
    {
        foreach (var episode in episodes)
        {
            if (episode.Number == 0)
            {
                episode.Number = episode.Told > 0 && !IsUsed(episodes, episode.Told) ? episode.Told : ++last;
            }
        }

        return last;
    }

    /// <summary>There are few of them.</summary>
    private static bool IsUsed(List<Episode> episodes, int number)
    {
        foreach (var episode in episodes)
        {
            if (episode.Number == number)
            {
                return true;
            }
        }

        return false;
    }
}
