namespace Bridge.Receiving;

/// <summary>
/// The deadline of every request that begins within the same moment, on one timer: a timer for each was a part of what a webhook costs,
/// and hardly one ever ends. Thread-safe.
/// </summary>
/// <param name="after">The most that each has; none has more than <see cref="Moment"/> less.</param>
internal sealed class SharedDeadline(TimeSpan after, TimeProvider time)
{
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private Current? _current;

    /// <returns>Cancelled when the deadline has come.</returns>
    public CancellationToken Begin() => Volatile.Read(ref _current) is { } current && IsFresh(current) ? current.Token : Renew();

    private bool IsFresh(Current current) => time.GetElapsedTime(current.Began) < Moment;

    /// <remarks>Two may renew it at once; then each has its own. It is not disposed of: requests still look at it.</remarks>
    private CancellationToken Renew()
    {
        var fresh = new Current(time.GetTimestamp(), new CancellationTokenSource(after, time).Token);
        Volatile.Write(ref _current, fresh);
        return fresh.Token;
    }

    private sealed record Current(long Began, CancellationToken Token);
}
