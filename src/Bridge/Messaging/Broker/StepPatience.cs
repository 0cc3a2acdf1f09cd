namespace Bridge.Messaging.Broker;

/// <summary>Gives each step of several the same time, however many there are: what only takes its time comes to an end.</summary>
internal sealed class StepPatience(TimeSpan timeout, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <returns>A token that is cancelled unless the next step follows in time.</returns>
    public CancellationToken Next()
    {
        _source.CancelAfter(timeout);
        return _source.Token;
    }

    public void Dispose() => _source.Dispose();
}
