using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>
/// The check of what Bridge derives by itself: when a run is over, the books on it are held against what the collector was told. Safe to
/// use from several threads.
/// </summary>
/// <param name="settings">Without hand-off triggers hand-overs are not checked, and ends not without a time of silence.</param>
internal sealed class DerivedCheck(CollectorRecords records, RunSettings settings, TimeProvider clock)
{
    private const int MostAtOnce = 5000;
    private const string NoAnswer = "not known, the collector does not answer";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ThreadBooks _books = new(settings.ResolveAfter);

    private readonly IReadOnlyList<string> _events =
    [
        DerivedKey.Contact,
        .. settings.HandoffTriggers.Count > 0 ? [DerivedKey.Handoff] : Array.Empty<string>(),
        .. settings.ResolveAfter is not null ? [DerivedKey.Resolved] : Array.Empty<string>(),
    ];

    /// <summary>How webhooks are to be read for the books.</summary>
    public TranslationOptions Translation { get; } =
        TranslationOptions.Default with
        {
            HandoffTriggers = new HandoffTriggers(settings.HandoffTriggers, []),
        };

    /// <summary>How many contacts, hand-overs and ends, where these are checked, the collector must have.</summary>
    public int Expected { get; private set; }

    /// <summary>Where it was told something else, a line each; known after <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    public void Take(EventSubject about, string? source)
    {
        lock (_gate)
        {
            _books.Take(about, source);
        }
    }

    /// <summary>
    /// Whether somebody's conversations with a business number have ended as often as they must, in whatever words: then a word of the CRM
    /// that does not arrive came too late, and another stands in its place.
    /// </summary>
    /// <exception cref="HttpRequestException">The collector gives no such answer.</exception>
    public async Task<bool> HaveEndedAsync(string userId, string number, CancellationToken cancellationToken)
    {
        var (expected, keys) = Ends(userId, number);
        return expected > 0 && (await records.CountDerivedAsync(keys, cancellationToken)).Sum(found => found.Count) >= expected;
    }

    /// <summary>Waits until the books and the collector agree, or nothing changed for <paramref name="patience"/>.</summary>
    public async Task SettleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var lastChange = clock.GetTimestamp();
        for (var before = -1; ; before = Differences.Count)
        {
            await LookAsync(cancellationToken);
            lastChange = Differences.Count == before ? lastChange : clock.GetTimestamp();
            if (Differences.Count == 0 || clock.GetElapsedTime(lastChange) > patience)
            {
                return;
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var told = await AskAsync(cancellationToken);
            lock (_gate)
            {
                (Expected, Differences) = (_books.Expected(_events), _books.Compare(told, _events));
            }
        }
        catch (Exception exception)
            when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Differences = [NoAnswer]; // it is asked again at the next look
        }
    }

    private async Task<Dictionary<DerivedKey, int>> AskAsync(CancellationToken cancellationToken)
    {
        var told = new Dictionary<DerivedKey, int>();
        foreach (var some in Keys().Chunk(MostAtOnce))
        {
            foreach (var found in await records.CountDerivedAsync(some, cancellationToken))
            {
                told[found.Key] = found.Count;
            }
        }

        return told;
    }

    private (int Expected, IReadOnlyList<DerivedKey> Keys) Ends(string userId, string number)
    {
        lock (_gate)
        {
            return _books.EndsOf(userId, number);
        }
    }

    private List<DerivedKey> Keys()
    {
        lock (_gate)
        {
            return [.. _books.Keys(_events)];
        }
    }
}
