using System.Collections.Concurrent;

namespace Bridge.Simulation.Load;

/// <summary>The counters of a run. Safe to use from several threads.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<int, long> _byStatus = new();
    private long _sent;
    private long _repeated;
    private long _retries;
    private long _stored;
    private long _givenUp;
    private long _skipped;
    private long _underway;
    private long _bytesUnderway;

    /// <summary>
    /// From the moment Meta meant to send until the answer, of every attempt that was answered: no omission, coordinated or other.
    /// </summary>
    public Histogram Answers { get; } = new();

    /// <summary>From the moment Meta meant to send first until the 200, retries and their pauses included.</summary>
    public Histogram UntilStored { get; } = new();

    /// <summary>
    /// How far behind its own plan the generator sent. When that is much, the machine is too small and the other numbers too large.
    /// </summary>
    public Histogram Lag { get; } = new();

    public long Sent => Interlocked.Read(ref _sent);

    public long Repeated => Interlocked.Read(ref _repeated);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Posts answered 200 in the end.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Posts that were never answered 200.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>Posts never sent because too many others were underway.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    public long Underway => Interlocked.Read(ref _underway);

    /// <summary>The memory that the posts underway take.</summary>
    public long BytesUnderway => Interlocked.Read(ref _bytesUnderway);

    /// <summary>Answers by status, 0 standing for none.</summary>
    public IReadOnlyDictionary<int, long> ByStatus => new SortedDictionary<int, long>(_byStatus);

    public long NotAnswered => _byStatus.GetValueOrDefault(WebhookClient.NoAnswer);

    public void Begin(Post post, TimeSpan lag)
    {
        Lag.Record(lag);
        Interlocked.Increment(ref _sent);
        Interlocked.Add(ref _repeated, post.IsRepeated ? 1 : 0);
        Interlocked.Increment(ref _underway);
        Interlocked.Add(ref _bytesUnderway, post.Body.Length);
    }

    public void Answered(int status, TimeSpan took)
    {
        _byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status != WebhookClient.NoAnswer)
        {
            Answers.Record(took);
        }
    }

    public void Retry() => Interlocked.Increment(ref _retries);

    public void WasStored(TimeSpan took)
    {
        Interlocked.Increment(ref _stored);
        UntilStored.Record(took);
    }

    public void GiveUp() => Interlocked.Increment(ref _givenUp);

    public void Skip() => Interlocked.Increment(ref _skipped);

    public void End(Post post)
    {
        Interlocked.Decrement(ref _underway);
        Interlocked.Add(ref _bytesUnderway, -post.Body.Length);
    }
}
