using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// What Meta and a CRM tell of the same message is one event: here it is seen which items may be such a telling, and how long they wait for
/// the other one (<c>Intake:TwinHold</c>); and that the end of a conversation waits until the answers in it have left.
/// </summary>
internal sealed class TwinItems(IOptions<IntakeOptions> options, SteadyClock clock)
{
    private readonly TimeSpan _hold = options.Value.TwinHold ?? TimeSpan.Zero;

    /// <summary>Marks an item that may have a twin, and has it wait where that could add something.</summary>
    public IntakeItem Mark(IntakeItem item)
    {
        if (_hold == TimeSpan.Zero || !IsTold(item))
        {
            return _hold > TimeSpan.Zero && IsEndOfCrm(item) ? item with { Deferral = AfterAnswers } : item;
        }

        var name = item.Name!;
        var marked = item with { MayHaveTwin = true };
        return TwinEvents.IsWorthWaiting(name, item.IsFromCrm) && !IsByHand(item)
            ? marked with
            {
                ReplacedBy = item.Id,
                Deferral = new Deferral(Twins.Waits(item.IsFromCrm), clock.Now + _hold),
            }
            : marked;
    }

    /// <summary>Marks what Meta tells and a CRM may tell under another id; before anything in it is rewritten.</summary>
    public static IntakeItem Name(IntakeItem item) =>
        !item.IsFromCrm && IsTold(item) && TwinEvents.IdWithoutReason(item.Name!, item.Payload, item.Source!) is { } id && id != item.Id
            ? item with
            {
                AlsoToldAs = id,
            }
            : item;

    /// <summary>Makes one item of two in a group that are twins, at the place of the first.</summary>
    /// <param name="detach">See <see cref="IConversing.Detach"/>.</param>
    /// <returns>The items, and what of them goes no further since it is of somebody else.</returns>
    public static (IReadOnlyList<IntakeItem> Items, IReadOnlyList<DroppedItem> Replaced) Join(
        IReadOnlyList<IntakeItem> items,
        Func<IntakeItem, IntakeItem> detach
    )
    {
        if (!items.Any(item => item.IsFromCrm && IsTold(item)))
        {
            return (items, []);
        }

        var replaced = new List<DroppedItem>();
        var (joined, places) = (new List<IntakeItem>(items.Count), new Dictionary<Guid, int>());
        foreach (var item in items)
        {
            if (IsTold(item) && PlaceOf(item) is { } place)
            {
                replaced.AddRange(Twins.FindOther(joined[place], item) is { } other ? [other] : []);
                joined[place] = Twins.Merge(joined[place], item, detach);
                Array.ForEach(IdsOf(joined[place]), id => places.Remove(id));
                continue;
            }

            Array.ForEach(IdsOf(item), id => places.TryAdd(id, joined.Count));
            joined.Add(item);
        }

        return (joined, replaced);

        int? PlaceOf(IntakeItem item) =>
            IdsOf(item)
                .Where(places.ContainsKey)
                .Select(id => (int?)places[id])
                .FirstOrDefault(at => joined[at!.Value].IsFromCrm != item.IsFromCrm);
    }

    private static Guid[] IdsOf(IntakeItem item) => item.AlsoToldAs is { } other ? [item.Id, other] : [item.Id];

    private static bool IsTold(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, Name: { } name, Source: not null, IsInferred: false } && TwinEvents.AreTold(name);

    /// <summary>It leaves when what was written before has: what Meta tells within the hold, and waits as long itself.</summary>
    private Deferral AfterAnswers => new(DeferralReason.EarlierAnswers, clock.Now + (2 * _hold) + TimeSpan.FromSeconds(1));

    private static bool IsEndOfCrm(IntakeItem item) =>
        item is { IsFromCrm: true, Conversation: not null, About.Step.Kind: StepKind.Resolved };

    /// <summary>Not of whom the business noted that an agent wrote it: that is what a CRM sends.</summary>
    private static bool IsByHand(IntakeItem item) => item is { IsFromCrm: false, About.Step.IsByHand: true };
}
