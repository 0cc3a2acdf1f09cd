namespace Bridge.Simulation.Load;

/// <summary>
/// The check of Bridge's table of ads: what it shows after a run more than before is held against the books. Safe to use from several
/// threads.
/// </summary>
/// <param name="tally">Tells whether posts had to be sent again, before which any other may have been told.</param>
internal sealed class AdCheck(Tally tally, double speed)
{
    /// <summary>Meta's times are no finer, and posts are not answered at once.</summary>
    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly AdBooks _books = new();
    private IReadOnlyDictionary<string, BookedAd> _before = new Dictionary<string, BookedAd>();

    /// <summary>How many ads brought somebody.</summary>
    public int Expected { get; private set; }

    /// <summary>Where the table shows something else, a line each; known after <see cref="EndAsync"/>.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    private TimeSpan Longest => tally.Retries > 0 ? TimeSpan.MaxValue : WholeSeconds + (Traffic.LongestHold / speed);

    public void Take(PostedEvent item)
    {
        lock (_gate)
        {
            _books.Take(item);
        }
    }

    /// <exception cref="HttpRequestException">Bridge gives no such answer.</exception>
    public async Task BeginAsync(BridgeFigures bridge, CancellationToken cancellationToken) =>
        _before = await bridge.AskAdsAsync(cancellationToken);

    /// <summary>Compares, once all events are at the collector: they were counted when they were taken in.</summary>
    /// <exception cref="HttpRequestException">Bridge gives no such answer.</exception>
    public async Task EndAsync(BridgeFigures bridge, CancellationToken cancellationToken)
    {
        var after = await bridge.AskAdsAsync(cancellationToken);
        var shown = after.ToDictionary(ad => ad.Key, ad => ad.Value.Since(_before.GetValueOrDefault(ad.Key) ?? BookedAd.None));
        lock (_gate)
        {
            (Expected, Differences) = (_books.Count(Longest).Count, _books.Compare(shown, Longest));
        }
    }
}
