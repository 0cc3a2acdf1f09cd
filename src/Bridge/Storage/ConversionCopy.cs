using Bridge.Core.Conversions;

namespace Bridge.Storage;

/// <summary>What waits for Meta beside an item that waits for a collector: the same event, marked as a conversion.</summary>
/// <param name="LeftOut">Why there is none, one of <see cref="ConversionChoice"/>; null when there is.</param>
/// <param name="Click">The click it came of (<see cref="Storage.Click.Id"/>), by which it is known who does not want it.</param>
internal sealed record ConversionCopy(string? LeftOut, Guid Click, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The destination of all of them.</summary>
    public const string Destination = "conversions";

    public static ConversionCopy Without(string reason) => new(reason, default, default);

    /// <summary>The clicks of which it must be known whether their people have opted out.</summary>
    public static IReadOnlyList<Guid> ClicksOf(IEnumerable<IntakeItem> items) =>
        [
            .. items
                .Select(item => item.Conversion)
                .OfType<ConversionCopy>()
                .Where(copy => copy.LeftOut is null)
                .Select(copy => copy.Click)
                .Distinct(),
        ];

    /// <summary>The items without what Meta must not hear.</summary>
    /// <param name="stopped">The clicks of people who have opted out.</param>
    public static IReadOnlyList<IntakeItem> LeaveOut(IReadOnlyList<IntakeItem> items, IReadOnlySet<Guid> stopped) =>
        stopped.Count == 0
            ? items
            :
            [
                .. items.Select(item =>
                    item.Conversion is { LeftOut: null } copy && stopped.Contains(copy.Click)
                        ? item with
                        {
                            Conversion = Without(ConversionChoice.OptedOut),
                        }
                        : item
                ),
            ];

    /// <summary>The item as it waits for Meta; null when it does not.</summary>
    public static IntakeItem? Of(IntakeItem item) =>
        item.Conversion is { LeftOut: null } copy
            ? item with
            {
                Destination = Destination,
                Payload = copy.Payload,
                Conversion = null,
                TraceParent = null,
            }
            : null;

    /// <summary>What was left out, by the reason.</summary>
    public static IEnumerable<TallyCount> CountLeftOut(IEnumerable<IntakeItem> items) =>
        items
            .Select(item => item.Conversion?.LeftOut)
            .OfType<string>()
            .CountBy(reason => reason)
            .Select(reason => new TallyCount(FlowTally.NoConversion(reason.Key), reason.Value));
}
