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
        if (!episodes.Exists(episode => episode.Number == 0))
        {
            return last;
        }

        var used = episodes.Select(episode => episode.Number).Where(number => number > 0).ToHashSet();
        foreach (var episode in episodes.Where(episode => episode.Number == 0))
        {
            episode.Number = episode.Told > 0 && used.Add(episode.Told) ? episode.Told : ++last;
        }

        return last;
    }
}
