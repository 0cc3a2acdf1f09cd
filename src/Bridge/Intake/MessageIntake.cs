using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Takes groups of the broker's messages into the store.</summary>
internal sealed class MessageIntake(MessageItems items, IsolatingIntake intake, IIntakeStore store, HourlyTally hours)
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
    public async Task TakeInAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken cancellationToken)
    {
        var (beats, dropped) = (new List<Heartbeat>(), new List<TallyCount>());
        List<IntakeItem> all = [.. messages.SelectMany(message => items.Of(message, beats, dropped))];
        if (all.Count + dropped.Count > 0)
        {
            await intake.TakeInAsync(new IntakeBatch(all) { Dropped = dropped }, cancellationToken);
        }

        if (beats.Count > 0)
        {
            await store.BeatAsync(beats, cancellationToken);
            hours.Add(beats.SelectMany(beat => beat.Counted));
        }
    }
}
