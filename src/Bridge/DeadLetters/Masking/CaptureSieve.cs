using Bridge.Core.Json;

namespace Bridge.DeadLetters.Masking;

/// <summary>Of what another system posted and the collector would refuse: who posted it, and of its event as of any other.</summary>
internal static class CaptureSieve
{
    private static readonly Sieve Sender = new(_ => null, _ => Sieve.Value(Harmless.IsId));

    public static Sieve Of(JsonView request)
    {
        var item = EventSieve.Of(FirstOf(request["batch"u8]));
        return new Sieve(
            _ => null,
            member =>
                member switch
                {
                    "sender" => Sender,
                    "sentAt" => Sieve.Value(Harmless.IsTime),
                    "batch" => item,
                    _ => Sieve.Nothing,
                }
        );
    }

    private static JsonView FirstOf(JsonView batch)
    {
        var items = batch.Items;
        return items.MoveNext() ? items.Current : default;
    }
}
