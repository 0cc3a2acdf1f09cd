using Bridge.Messaging.Broker;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Takes groups of the broker's messages into the store.</summary>
internal sealed class MessageIntake(MessageItems items, IsolatingIntake intake)
{
    /// <summary>
    /// What may be taken in together: ordinary messages; each that was given up by itself, for it may be what ended forwarders, and what is
    /// acknowledged before it is out of its reach.
    /// </summary>
    public static IEnumerable<IReadOnlyList<IncomingMessage>> Cut(IReadOnlyList<IncomingMessage> group)
    {
        var ordinary = group.Where(message => message.GivenUp is null).ToList();
        var alone = group.Where(message => message.GivenUp is not null).Select(message => (IReadOnlyList<IncomingMessage>)[message]);
        return ordinary.Count > 0 ? alone.Prepend(ordinary) : alone;
    }

    /// <summary>Afterwards each message may be acknowledged. Repeating it is harmless.</summary>
    /// <exception cref="StorageException">The store takes nothing just now; nothing of it may be acknowledged.</exception>
    public Task TakeInAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken cancellationToken) =>
        intake.TakeInAsync(new IntakeBatch([.. messages.SelectMany(items.Of)]), cancellationToken);
}
