namespace Bridge.Messaging;

/// <summary>A message on its way from the broker into the store. The broker keeps it until it is settled.</summary>
/// <param name="body">Whatever bytes were published; usually an event batch.</param>
/// <param name="givenUp">Null for an ordinary message; for one that the broker gave up, why.</param>
internal sealed class IncomingMessage(byte[] body, string? givenUp)
{
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Body => body;

    public string? GivenUp => givenUp;

    /// <summary>True when it may be acknowledged, false when the broker shall deliver it again.</summary>
    public Task<bool> Settled => _settled.Task;

    /// <summary>All of it is committed: the broker may forget it.</summary>
    public void Acknowledge() => _settled.TrySetResult(true);

    /// <summary>It was not committed: the broker delivers it again, here or elsewhere.</summary>
    public void GiveBack() => _settled.TrySetResult(false);
}
