using Bridge.Identity;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// What becomes of items before they are stored: who they are about, whether they leave at all, whether they wait for a better one.
/// </summary>
/// <remarks>Every way in comes through here. Thread-safe.</remarks>
internal sealed class EventIntake(
    IStore store,
    Identification identification,
    Forwarding forwarding,
    IOptions<IntakeOptions> options,
    BridgeMetrics metrics,
    SteadyClock clock
)
{
    private readonly TimeSpan _unavailableHold = options.Value.UnavailableHold;

    /// <summary>Takes in items in one transaction. May be repeated when it failed.</summary>
    /// <param name="drainedSpoolRows">The spool rows that are done with these items.</param>
    public async Task TakeInAsync(
        IReadOnlyList<IntakeItem> items,
        IReadOnlyList<long> drainedSpoolRows,
        CancellationToken cancellationToken
    )
    {
        var identified = await identification.IdentifyAsync(items, cancellationToken);
        var leaving = identified.Items.Where(Leaves).Select(Deferred).ToList();
        var counts = await store.TakeInAsync(leaving, drainedSpoolRows, identified.Learned, cancellationToken);
        identification.Remember(identified);
        Count(identified.Items, counts);
    }

    /// <summary>Only events are chosen by name; dead letters are not sent anywhere.</summary>
    private bool Leaves(IntakeItem item) => item.Kind != IntakeKind.Event || item.Name is null || forwarding.Allows(item.Name);

    private IntakeItem Deferred(IntakeItem item) =>
        item.ReplacedBy is null || _unavailableHold == TimeSpan.Zero ? item : item with { HoldUntil = clock.Now + _unavailableHold };

    private void Count(IReadOnlyList<IntakeItem> items, IntakeCounts counts)
    {
        metrics.TakenIn(counts);
        foreach (var item in items)
        {
            if (!Leaves(item))
            {
                metrics.Dropped(Forwarding.Rule, item.Name!, 1);
            }
        }
    }
}
