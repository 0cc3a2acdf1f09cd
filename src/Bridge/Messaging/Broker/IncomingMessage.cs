namespace Bridge.Messaging.Broker;

/// <summary>A message on its way from the broker into the store. The broker keeps it until it is settled.</summary>
/// <param name="body">Whatever bytes were published; usually an event batch.</param>
/// <param name="givenUp">Null for an ordinary message; for one that the broker gave up, why.</param>
/// <param name="deliveries">How often one that was given up was delivered before, in vain.</param>
internal sealed class IncomingMessage(byte[] body, string? givenUp, long deliveries = 0)
{
    /// <summary>Forwarders that end in the middle are many things' fault; so many times in a row it is the message's.</summary>
    internal const int MostDeliveries = 20;

    private EventBatchReading? _reading;

    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Body => body;

    public string? GivenUp => givenUp;

    /// <summary>What the body says; it is read once.</summary>
    public EventBatchReading Read() => _reading ??= EventBatchReader.Read(body);

    /// <summary>Null unless taking it in was tried so often, since it was given up, that it is better only kept: why.</summary>
    public string? Hopeless => deliveries < MostDeliveries ? null : $"{givenUp}, and {deliveries} forwarders ended with it since";

    /// <summary>True when it may be acknowledged, false when the broker shall deliver it again.</summary>
    public Task<bool> Settled => _settled.Task;

    /// <summary>All of it is committed: the broker may forget it.</summary>
    public void Acknowledge() => _settled.TrySetResult(true);

    /// <summary>It was not committed: the broker delivers it again, here or elsewhere.</summary>
    public void GiveBack() => _settled.TrySetResult(false);
}
