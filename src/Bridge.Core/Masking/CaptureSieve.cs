using Bridge.Core.Json;

namespace Bridge.Core.Masking;

/// <summary>Of what another system posted and no collector would take: who posted it, and of its event words of closed lists.</summary>
internal static class CaptureSieve
{
    private static readonly Sieve Hidden = new(_ => null, _ => Hidden!) { ShowsName = SentenceSieve.IsKnown };

    private static readonly Sieve Sender = new(_ => null, name => name is "name" or "sources" ? Sieve.Value(Harmless.IsId) : Hidden)
    {
        ShowsName = name => name is "name" or "sources",
    };

    public static Sieve Of(JsonView request)
    {
        var item = CapturedSieve.Of(EventSieve.DefinitionOf(FirstOf(request["batch"u8])));
        return new Sieve(
            _ => null,
            member =>
                member switch
                {
                    "sender" => Sender,
                    "sentAt" => Sieve.Value(Harmless.IsWrittenTime),
                    "batch" => item,
                    _ => Hidden,
                }
        )
        {
            ShowsName = name => name is "sender" or "sentAt" or "batch",
        };
    }

    private static JsonView FirstOf(JsonView batch)
    {
        var items = batch.Items;
        return items.MoveNext() ? items.Current : default;
    }
}
