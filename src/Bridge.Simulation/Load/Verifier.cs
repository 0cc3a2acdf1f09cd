using Bridge.Core.Translation;
using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>
/// The check for lost events: asks the collector for the id of every event of every post answered 200, while the run goes on, and forgets
/// what is there. So it remembers only what is still on its way.
/// </summary>
/// <param name="lateAfter">An event that reaches the collector so long after its 200 is late.</param>
internal sealed class Verifier(CollectorRecords records, TimeSpan lateAfter, TimeProvider clock)
{
    private const int MostAtOnce = 5000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, DateTimeOffset> _missing = [];
    private readonly Queue<Guid> _order = new();
    private readonly CrmEndings _endings = new();
    private long _doubledBefore;

    /// <summary>How many events must arrive.</summary>
    public long Expected { get; private set; }

    /// <summary>
    /// How many items of the posts are none that a collector gets: unreadable or unrecognised, to be found among the dead letters.
    /// </summary>
    public long DeadLetters { get; private set; }

    public long Late { get; private set; }

    /// <summary>
    /// How many events the collector got again during the run; at least once is the promise, so that these are few is all one can ask. Null
    /// when it does not say.
    /// </summary>
    public long? Doubled { get; private set; }

    /// <summary>What Bridge calls the key with which a CRM posts.</summary>
    public string CaptureName { get; init; } = "crm";

    /// <summary>Also checks what Bridge must derive; null when that is not asked for.</summary>
    public DerivedCheck? Derived { get; init; }

    /// <summary>Also checks Bridge's figures; null when that is not asked for.</summary>
    public InsightsCheck? Insights { get; init; }

    /// <summary>How long after the 200 the events reached the collector.</summary>
    public Histogram Delays { get; } = new();

    /// <summary>How many of them are not there yet; after <see cref="SettleAsync"/> they are lost.</summary>
    public int Missing
    {
        get
        {
            lock (_gate)
            {
                return _missing.Count;
            }
        }
    }

    /// <summary>The ids of some of the missing.</summary>
    public IReadOnlyList<Guid> SomeMissing(int count)
    {
        lock (_gate)
        {
            return [.. _missing.Keys.Take(count)];
        }
    }

    /// <summary>Sees whether the collector answers.</summary>
    /// <exception cref="HttpRequestException">It does not.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        _doubledBefore = (await records.CountAsync(cancellationToken)).Doubled;

    /// <summary>From now on every event of this body must arrive.</summary>
    public void Expect(Post post, DateTimeOffset answeredAt)
    {
        if (!post.TryMarkStored())
        {
            return;
        }

        var posted = PostedEvents.Of(post, answeredAt, Derived?.Translation ?? TranslationOptions.Default, CaptureName);
        lock (_gate)
        {
            DeadLetters += posted.DeadLetters;
            foreach (var item in posted.Events)
            {
                if (_missing.TryAdd(item.Id, answeredAt))
                {
                    Expected++;
                    _order.Enqueue(item.Id);
                    _endings.Note(post, item);
                    Derived?.Take(item.About, item.Source);
                    Insights?.Take(item);
                }
            }
        }
    }

    /// <summary>Looks now and then until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Waits until nothing is missing, or nothing arrived for <paramref name="patience"/>.</summary>
    public async Task SettleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var lastArrival = clock.GetTimestamp();
        while (true)
        {
            var before = Missing;
            await LookAsync(cancellationToken);
            await ForgetReplacedAsync(cancellationToken);
            lastArrival = Missing < before ? clock.GetTimestamp() : lastArrival;
            if (Missing == 0 || clock.GetElapsedTime(lastArrival) > patience)
            {
                break;
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }

        Doubled = await CountDoubledAsync(cancellationToken) - _doubledBefore;
    }

    /// <summary>What of the CRM's words about ends was one too many need not arrive.</summary>
    private async Task ForgetReplacedAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await FindReplacedAsync(cancellationToken))
        {
            lock (_gate)
            {
                Expected -= _missing.Remove(id) ? 1 : 0;
            }

            _endings.Forget(id);
        }
    }

    private async Task<IReadOnlyList<Guid>> FindReplacedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Derived is null ? [] : await _endings.FindReplacedAsync(Derived, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || IsTimeout(exception, cancellationToken))
        {
            return []; // a collector that is down is asked again at the next look
        }
    }

    private async Task<long?> CountDoubledAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await records.CountAsync(cancellationToken)).Doubled;
        }
        catch (Exception exception) when (exception is HttpRequestException || IsTimeout(exception, cancellationToken))
        {
            return null; // it is down; what is missing says enough
        }
    }

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is TaskCanceledException && !cancellationToken.IsCancellationRequested;

    /// <summary>Once through all of them at most; after a batch of which nothing is there, the rest can wait for the next look.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var left = Missing; left > 0; )
        {
            var ids = Take(Math.Min(left, MostAtOnce));
            left -= ids.Length;
            IReadOnlyList<KnownEvent> found = [];
            try
            {
                found = await FindAsync(ids, cancellationToken);
            }
            finally
            {
                Forget(found, ids); // also puts back what was not found, even when nobody waits for the answer any more
            }

            left = found.Count == 0 ? 0 : left;
        }
    }

    private async Task<IReadOnlyList<KnownEvent>> FindAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        try
        {
            return await records.LookUpAsync(ids, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || IsTimeout(exception, cancellationToken))
        {
            return []; // a collector that is down is asked again at the next look
        }
    }

    private Guid[] Take(int count)
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, Math.Min(count, _order.Count)).Select(_ => _order.Dequeue())];
        }
    }

    private void Forget(IReadOnlyList<KnownEvent> arrived, Guid[] asked)
    {
        lock (_gate)
        {
            foreach (var item in arrived)
            {
                if (_missing.Remove(item.EventId, out var answeredAt))
                {
                    _endings.Forget(item.EventId);
                    var delay = item.FirstReceivedAt - answeredAt;
                    Delays.Record(delay);
                    Late += delay > lateAfter ? 1 : 0;
                }
            }

            foreach (var id in asked.Where(_missing.ContainsKey))
            {
                _order.Enqueue(id);
            }
        }
    }
}
