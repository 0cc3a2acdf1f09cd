namespace Bridge.Core.Conversations;

/// <summary>
/// Which ends were told: a conversation ends once, however often and in whatever words somebody says so. A word that was held back for
/// that is told after all when a late message makes it the end of another conversation.
/// </summary>
/// <param name="view">Its facts are marked here.</param>
internal sealed class EndLedger(ThreadView view)
{
    /// <summary>Whether a word says what was said already, or what silence has done before; then it is held back.</summary>
    public bool IsRepeat(int place)
    {
        var isRepeat = view.Meanings[place] is { AtEnd.IsWorthTelling: true } && !IsNews(place);
        Mark(place, isRepeat ? FactMarks.Withheld : FactMarks.None);
        return isRepeat;
    }

    /// <summary>Takes out the words that were held back and are news by now.</summary>
    public IReadOnlyList<(long At, FactMeaning Meaning)> TakeNews()
    {
        if (!view.Facts.Exists(fact => fact.Marks.HasFlag(FactMarks.Withheld)))
        {
            return [];
        }

        List<int> news = [.. Enumerable.Range(0, view.Facts.Count).Where(place => IsWithheld(place) && IsNews(place))];
        news.ForEach(place => Mark(place, FactMarks.None));
        return news.ConvertAll(place => (view.Facts[place].At, view.Meanings[place]));
    }

    private bool IsNews(int place) =>
        view.Meanings[place] is { Ends: true, Episode: { } episode }
        && !Enumerable.Range(0, view.Facts.Count).Any(other => other != place && IsToldEndOf(episode, other));

    private bool IsToldEndOf(Episode episode, int place) =>
        view.Facts[place] switch
        {
            { Kind: FactKind.Silence, Told: var number } => number == episode.Number,
            { Kind: FactKind.Resolved, Told: > 0 } => !IsWithheld(place) && ReferenceEquals(view.Meanings[place].Episode, episode),
            _ => false,
        };

    private bool IsWithheld(int place) => view.Facts[place].Marks.HasFlag(FactMarks.Withheld);

    private void Mark(int place, FactMarks mark) =>
        view.Facts[place] = view.Facts[place] with { Marks = (view.Facts[place].Marks & ~FactMarks.Withheld) | mark };
}
