using Bridge.Conversations;
using Bridge.Core.Translation;
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
    NumberAccounts accounts,
    Identification identification,
    ConversationReducer reducer,
    UserIdChoice choice,
    DerivedItems derivedItems,
    ItemCount itemCount,
    Forwarding forwarding,
    TwinItems twins,
    NumberlessItems numberless,
    ClickedItems clicked,
    ConversionItems conversions,
    IOptions<IntakeOptions> options,
    EventChannel channel,
    BridgeMetrics metrics,
    HourlyTally hours,
    SteadyClock clock
)
{
    /// <summary>Numbers beyond these are not told apart.</summary>
    private readonly BoundedNames _numbers = new(500);

    private readonly TimeSpan _unavailableHold = options.Value.UnavailableHold;

    /// <summary>Takes in a group in one transaction. May be repeated when it failed.</summary>
    public async Task TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        using var span = Traces.Process(channel, batch.Items.Count, batch.Items.Select(item => item.TraceParent));
        var placed = await numberless.PlaceAsync(batch.Items, cancellationToken);
        var joined = await clicked.JoinAsync(conversions.Enlist(placed), cancellationToken);
        var items = await erasures.LeaveOutAsync(joined, cancellationToken);
        var identified = await identification.IdentifyAsync(
            ImpliedDeliveries.Complete(items),
            Conversing([]),
            erasures.Has,
            cancellationToken
        );
        var conversing = Conversing(identified.Items.Where(item => item.Item.About?.Step is not null));
        var (selected, replaced) = TwinItems.Join([.. identified.Items.Select(item => Select(item, batch.IsReplay))], conversing.Detach);
        var taken = batch with
        {
            Items = selected,
            People = identified.Learned,
            Conversing = conversing,
            Received = IntakeBatch.CountTold(batch.Items),
            Erased = IntakeBatch.CountTold(batch.Items) - IntakeBatch.CountTold(items),
            Joined = identified.Items.Count - selected.Count - replaced.Count,
            Replaced = replaced,
        };
        var counts = await store.TakeInAsync(taken, cancellationToken);
        identification.Remember(identified);
        await accounts.SettleAsync(conversing.NumbersWithoutAccount, conversing, cancellationToken);
        CountNumbers(batch);
        metrics.Dropped(PendingErasures.Rule, batch.Items.Count - items.Count);
        Count(selected.Concat(conversing.NotForwarded), counts with { Replaced = counts.Replaced + taken.Joined });
    }

    /// <summary>Queues at most so many of the deferred events whose time has come; returns how many.</summary>
    public async Task<int> ReleaseDeferredAsync(int limit, CancellationToken cancellationToken)
    {
        var conversing = Conversing([]);
        var released = await store.ReleaseDeferredAsync(clock.Now, limit, conversing, cancellationToken);
        await accounts.SettleAsync(conversing.NumbersWithoutAccount, conversing, cancellationToken);
        return released;
    }

    /// <summary>Ends at most so many of the conversations in which nothing was written for long.</summary>
    /// <param name="watermark">Everything received before is taken in; what of it is deferred may still go on with a conversation.</param>
    /// <returns>How many were looked at.</returns>
    public async Task<int> ExpireConversationsAsync(DateTimeOffset watermark, int limit, CancellationToken cancellationToken)
    {
        // Looked at after the watermark was found: what was taken in since then to wait is among it.
        var deferred = await store.FindOldestDeferredAsync(cancellationToken);
        var until = deferred < watermark ? deferred.Value : watermark;
        var conversing = Conversing([]);
        var (due, queued) = await store.ExpireConversationsAsync(until, limit, conversing, cancellationToken);
        Count(conversing.NotForwarded, new IntakeCounts { Queued = queued });
        return due;
    }

    private GroupConversing Conversing(IEnumerable<IdentifiedItem> items)
    {
        var identities = new Dictionary<Guid, IdentifiedItem>();
        foreach (var item in items.OrderBy(item => item.Item.IsFromCrm)) // of twins Meta knows whom it is about
        {
            identities.TryAdd(item.Item.Id, item);
        }

        return new GroupConversing(reducer, choice, derivedItems, accounts, itemCount, conversions, identities);
    }

    /// <summary>
    /// The one place where it is decided whether an event leaves: only then is it rewritten or deferred. Dead letters are not sent
    /// anywhere, so they are not chosen by name. What moves a conversation is rewritten when it has got what that knows.
    /// </summary>
    private IntakeItem Select(IdentifiedItem identified, bool isReplay)
    {
        if (identified.Item is not { Kind: IntakeKind.Event, Name: { } name })
        {
            return identified.Item;
        }

        var told = choice.Prepare(isReplay ? identified.Item : TwinItems.Name(identified.Item));
        var item = isReplay ? told : ConversationItems.Mark(told);
        return !item.IsForwarded || !forwarding.Allows(name)
            ? item with
            {
                IsForwarded = false,
            }
            : Deferred(item.Conversation is null ? choice.Apply(item, identified.Identity, identified.Person) : item, isReplay);
    }

    private IntakeItem Deferred(IntakeItem item, bool isReplay) =>
        item.ReplacedBy is null
            ? isReplay
                ? item
                : twins.Mark(item)
            : _unavailableHold == TimeSpan.Zero
                ? item
                : item with
                {
                    Deferral = new Deferral(DeferralReason.BetterCopy, clock.Now + _unavailableHold),
                };

    /// <summary>What Meta sent of each number, by the hour in which it came: who talks then, and falls silent.</summary>
    private void CountNumbers(IntakeBatch batch)
    {
        var told = batch.IsReplay ? [] : batch.Items.Where(item => item is { Source: not null, IsFromCrm: false });
        foreach (var hour in told.GroupBy(item => (item.Source, Hour: HourlyTally.HourOf(item.ReceivedAt))))
        {
            hours.Add(HourlyTally.Number + _numbers.Bound(hour.Key.Source!), hour.Key.Hour, hour.Count());
        }
    }

    private void Count(IEnumerable<IntakeItem> items, IntakeCounts counts)
    {
        metrics.TakenIn(counts);
        foreach (var item in items)
        {
            if (item is { IsForwarded: false, IsInferred: false } or { IsForwarded: false, IsDerived: true })
            {
                metrics.Dropped(Forwarding.Rule, item.Name!, 1);
            }
        }
    }
}
