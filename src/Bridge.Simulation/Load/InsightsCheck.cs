namespace Bridge.Simulation.Load;

/// <summary>
/// The check of Bridge's insights: what they show after a run more than before is held against the books. Safe to use from several threads.
/// </summary>
/// <param name="tally">Tells whether posts had to be sent again, before which any other may have been told.</param>
internal sealed class InsightsCheck(Tally tally, double speed)
{
    /// <summary>Meta's times are no finer.</summary>
    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly AdBooks _ads = new();
    private readonly FigureBooks _figures = new(Core.Events.ServiceMode.Unknown, resolveAfter: null);
    private IReadOnlyDictionary<string, BookedAd> _adsBefore = new Dictionary<string, BookedAd>();
    private IReadOnlyDictionary<string, double?> _figuresBefore = new Dictionary<string, double?>();

    /// <summary>How many ads brought somebody.</summary>
    public int Ads { get; private set; }

    /// <summary>How many orders came of ads, at most.</summary>
    public int Orders { get; private set; }

    /// <summary>How many figures were compared.</summary>
    public int Figures { get; private set; }

    /// <summary>Where something else is shown, a line each; known after <see cref="EndAsync"/>.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>
    /// By how much one post may have overtaken another: what is meant later may be taken in before, until the earlier one is answered.
    /// </summary>
    private TimeSpan Longest =>
        tally.Retries > 0 ? TimeSpan.MaxValue : WholeSeconds + (Traffic.LongestHold / speed) + tally.UntilStored.Max;

    public void Take(PostedEvent item)
    {
        lock (_gate)
        {
            _ads.Take(item);
            _figures.Take(item);
        }
    }

    /// <exception cref="HttpRequestException">Bridge gives no such answer.</exception>
    public async Task BeginAsync(BridgeFigures bridge, CancellationToken cancellationToken) =>
        (_adsBefore, _figuresBefore) = (await bridge.AskAdsAsync(cancellationToken), await bridge.AskTotalsAsync(cancellationToken));

    /// <summary>Compares, once all events are at the collector: they were counted when they were taken in.</summary>
    /// <exception cref="HttpRequestException">Bridge gives no such answer.</exception>
    public async Task EndAsync(BridgeFigures bridge, CancellationToken cancellationToken)
    {
        var ads = await bridge.AskAdsAsync(cancellationToken);
        var shown = ads.ToDictionary(ad => ad.Key, ad => ad.Value.Since(_adsBefore.GetValueOrDefault(ad.Key) ?? BookedAd.None));
        var totals = await bridge.AskTotalsAsync(cancellationToken);
        lock (_gate)
        {
            var figures = _figures.Expect(Longest).Where(figure => figure.CanBeToldSince(_figuresBefore)).ToList();
            var booked = _ads.Count(Longest);
            (Ads, Orders, Figures) = (booked.Count, booked.Values.Sum(ad => ad.Orders + ad.MoreOrders), figures.Count);
            Differences =
            [
                .. figures.Select(figure => figure.Compare(_figuresBefore, totals)).OfType<string>(),
                .. _ads.Compare(shown, Longest),
            ];
        }
    }
}
