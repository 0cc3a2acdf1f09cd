using Bridge.Messaging;
using Bridge.Messaging.Broker;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// From a broker's message to what the store takes in. What is no event batch becomes one dead letter with the whole body.
/// </summary>
internal sealed partial class MessageItems(IntakeItems items, TimeProvider time, ILogger<MessageItems> logger)
{
    /// <param name="beats">Gets what a receiver tells of itself.</param>
    /// <param name="dropped">Gets what it dropped.</param>
    public List<IntakeItem> Of(IncomingMessage message, List<Heartbeat> beats, List<TallyCount> dropped)
    {
        if (message.Hopeless is { } hopeless)
        {
            return [Dead(message, hopeless)];
        }

        var (batch, problem) = message.Read();
        if (batch?.Heartbeat is { } beat)
        {
            beats.Add(beat);
        }

        dropped.AddRange(batch?.Dropped ?? []);

        return batch is null ? [Dead(message, message.GivenUp is { } why ? $"{why}, and {problem}" : problem!)] : TakenIn(message, batch);
    }

    private List<IntakeItem> TakenIn(IncomingMessage message, EventBatch batch)
    {
        if (message.GivenUp is { } reason)
        {
            TakenInAfterAll(batch.Items.Count, reason);
        }

        return [.. items.Of(batch)];
    }

    /// <summary>The message as a dead letter.</summary>
    /// <param name="reason">A sentence without its full stop.</param>
    private IntakeItem Dead(IncomingMessage message, string reason)
    {
        BecomesDeadLetter(message.Body.Length, reason);
        return items.Whole(IntakeKind.Undeserialisable, message.Body, reason, time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Error, "A message of {Bytes} bytes becomes a dead letter: {Reason}")]
    private partial void BecomesDeadLetter(int bytes, string reason);

    [LoggerMessage(LogLevel.Warning, "A message with {Items} items is taken in after all; {Reason}")]
    private partial void TakenInAfterAll(int items, string reason);
}
