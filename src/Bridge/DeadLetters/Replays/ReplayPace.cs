namespace Bridge.DeadLetters.Replays;

/// <summary>How many dead letters of one replay may go now, so that over any while they are its rate.</summary>
/// <remarks>What was not used is saved for half a second at most: after a pause there is no burst.</remarks>
internal sealed class ReplayPace(TimeProvider time)
{
    private const double MostSavedSeconds = 0.5;

    private long _at = time.GetTimestamp();
    private double _saved = 1;

    /// <param name="rate">Dead letters a second.</param>
    public int Take(int rate)
    {
        var now = time.GetTimestamp();
        _saved = Math.Min(_saved + (rate * time.GetElapsedTime(_at, now).TotalSeconds), Math.Max(1, rate * MostSavedSeconds));
        _at = now;
        return (int)_saved;
    }

    /// <summary>So many really went.</summary>
    public void Used(int deadLetters) => _saved -= deadLetters;
}
