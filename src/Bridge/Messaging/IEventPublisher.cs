namespace Bridge.Messaging;

/// <summary>The one seam between receiving and intake: the spool (embedded) or the broker (distributed).</summary>
internal interface IEventPublisher
{
    /// <summary>Makes a request's items durable; requests that wait at the same time share one commit.</summary>
    /// <param name="items">Belong to the publisher from now on, who gives their memory back once nobody needs it.</param>
    /// <remarks>A cancelled request may nevertheless be stored.</remarks>
    /// <returns>What became of it: only <see cref="PublishResult.Stored"/> may be answered 200.</returns>
    Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken);
}

/// <summary>What became of a publish.</summary>
internal enum PublishResult
{
    /// <summary>Durable: on disk, or confirmed by the broker.</summary>
    Stored,

    /// <summary>The spool holds as much as it may (<c>Spool:MaxBytes</c>).</summary>
    SpoolFull,

    /// <summary>The disk is full or broken; nothing was stored.</summary>
    StorageUnavailable,

    /// <summary>The broker did not confirm it, and there is no spool (<c>Spool:Enabled</c>).</summary>
    BrokerUnavailable,

    /// <summary>As much waits to be made durable as may (<see cref="WaitingBound"/>); it was not even tried.</summary>
    Overloaded,
}
