using Bridge.Identity;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// What becomes of items before they are stored: whether they are about somebody erased, what they imply, who they are about, whether they
/// leave at all, under which id, and whether they wait for a better one.
/// </summary>
/// <remarks>Every way in comes through here. Thread-safe.</remarks>
internal sealed class EventIntake(
    IIntakeStore store,
    PendingErasures erasures,
    Identification identification,
    UserIdChoice choice,
    Forwarding forwarding,
    IOptions<IntakeOptions> options,
    EventChannel channel,
    BridgeMetrics metrics,
    SteadyClock clock
)
{
    private readonly TimeSpan _unavailableHold = options.Value.UnavailableHold;

    /// <summary>Takes in a group in one transaction. May be repeated when it failed.</summary>
    public async Task TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        using var span = Traces.Process(channel, batch.Items.Count, batch.Items.Select(item => item.TraceParent));
        var items = await erasures.LeaveOutAsync(batch.Items, cancellationToken);
        var identified = await identification.IdentifyAsync(ImpliedDeliveries.Complete(items), cancellationToken);
        var selected = identified.Items.Select(Select).ToList();
        var counts = await store.TakeInAsync(batch with { Items = selected, People = identified.Learned }, cancellationToken);
        identification.Remember(identified);
        metrics.Dropped(PendingErasures.Rule, batch.Items.Count - items.Count);
        Count(selected, counts);
    }

    /// <summary>
    /// The one place where it is decided whether an event leaves: only then is it rewritten or deferred. Dead letters are not sent
    /// anywhere, so they are not chosen by name.
    /// </summary>
    private IntakeItem Select(IdentifiedItem identified) =>
        identified.Item is not { Kind: IntakeKind.Event, Name: { } name } item ? identified.Item
        : forwarding.Allows(name) ? Deferred(choice.Apply(item, identified.Identity, identified.Person))
        : item with { IsForwarded = false };

    private IntakeItem Deferred(IntakeItem item) =>
        item.ReplacedBy is null || _unavailableHold == TimeSpan.Zero
            ? item
            : item with
            {
                Deferral = new Deferral(DeferralReason.BetterCopy, clock.Now + _unavailableHold),
            };

    private void Count(List<IntakeItem> items, IntakeCounts counts)
    {
        metrics.TakenIn(counts);
        foreach (var item in items)
        {
            if (item is { IsForwarded: false, IsInferred: false })
            {
                metrics.Dropped(Forwarding.Rule, item.Name!, 1);
            }
        }
    }
}
