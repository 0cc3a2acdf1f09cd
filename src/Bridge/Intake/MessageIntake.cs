using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Takes groups of the broker's messages into the store. A message the store refuses is taken out of its group and becomes a dead letter.</summary>
internal sealed partial class MessageIntake(MessageItems items, EventIntake intake, ILogger<MessageIntake> logger)
{
    /// <summary>In one transaction; afterwards each message may be acknowledged. Repeating it is harmless.</summary>
    /// <exception cref="StorageException">The store takes nothing just now; nothing of what is not committed may be acknowledged.</exception>
    public async Task TakeInAsync(IReadOnlyList<IncomingMessage> group, CancellationToken cancellationToken)
    {
        if (await TryAsync([.. group.SelectMany(items.Of)], cancellationToken) is null)
        {
            return;
        }

        foreach (var message in group)
        {
            await TakeInAloneAsync(message, cancellationToken);
        }
    }

    private async Task TakeInAloneAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        if (await TryAsync(items.Of(message), cancellationToken) is { } refusal)
        {
            await CommitAsync([items.Dead(message, $"intake refuses it ({refusal.GetType().Name})")], cancellationToken);
        }
    }

    /// <returns>Null when it is committed; otherwise why the store refuses these items.</returns>
    private async Task<Exception?> TryAsync(List<IntakeItem> group, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(group, cancellationToken);
            return null;
        }
        catch (Exception refusal) when (refusal is not (StorageException or OperationCanceledException))
        {
            // Not the store's condition but what is in the items: repeating it would fail for ever and hold up what comes behind.
            Refused(refusal, group.Count);
            return refusal;
        }
    }

    private Task CommitAsync(List<IntakeItem> group, CancellationToken cancellationToken) => intake.TakeInAsync(group, [], cancellationToken);

    [LoggerMessage(LogLevel.Error, "The store refuses a group of {Items} items; its messages are taken in one by one")]
    private partial void Refused(Exception refusal, int items);
}
