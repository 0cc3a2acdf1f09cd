using System.Runtime.InteropServices;

namespace Bridge.Storage;

/// <summary>
/// What a transaction adds to the totals that say where everything went: received + derived + retranslated = delivered + dropped +
/// deferred + waiting + dead. Only what leaves no row is counted; the rest is rows.
/// </summary>
internal static class FlowTally
{
    public const string Received = "received";

    /// <summary>Made by Bridge: what follows from a conversation, or from what was told.</summary>
    public const string Derived = "derived";

    /// <summary>What dead letters became that could be read after all.</summary>
    public const string Retranslated = "retranslated";

    public const string Delivered = "delivered";

    /// <summary>Became a dead letter, each time that it did: for the charts alone, the sum counts those that are dead.</summary>
    public const string Died = "died";

    /// <summary>Since when it is counted, in milliseconds since 1970.</summary>
    public const string Since = "since";

    /// <summary>The steps in which charts show it, in milliseconds.</summary>
    public const long Minute = 60_000;

    private const string NoConversionPrefix = "no_conversion:";
    private const string DroppedPrefix = "dropped:";

    /// <summary>Under which time something is counted: the beginning of its minute where a chart shows its kind, otherwise none.</summary>
    public static long At(string kind, DateTimeOffset now) =>
        kind is Received or Delivered or Died ? now.ToUnixTimeMilliseconds() / Minute * Minute : 0;

    /// <param name="rule">One of <see cref="DropRule"/>.</param>
    public static string Dropped(string rule) => DroppedPrefix + rule;

    /// <summary>Events of which Meta is not told, though their names are chosen: no part of the sum.</summary>
    /// <param name="reason">One of <see cref="Core.Conversions.ConversionChoice"/>.</param>
    public static string NoConversion(string reason) => NoConversionPrefix + reason;

    /// <returns>Null when it is no such kind.</returns>
    public static string? ReasonOf(string kind) =>
        kind.StartsWith(NoConversionPrefix, StringComparison.Ordinal) ? kind[NoConversionPrefix.Length..] : null;

    /// <returns>Null when it is no kind of drop.</returns>
    public static string? RuleOf(string kind) =>
        kind.StartsWith(DroppedPrefix, StringComparison.Ordinal) ? kind[DroppedPrefix.Length..] : null;

    /// <summary>Of a group that came.</summary>
    /// <param name="stored">The items that were stored, with those that follow from them.</param>
    public static IReadOnlyList<TallyCount> OfArrival(IntakeBatch batch, Taken taken, IReadOnlyList<IntakeItem> stored) =>
        [
            .. new TallyCount[]
            {
                new(batch.IsReplay ? Retranslated : Received, batch.Received + batch.Dropped.Sum(dropped => dropped.Count)),
                new(Dropped(DropRule.Erased), batch.Erased),
                new(Dropped(DropRule.Replaced), batch.Joined),
                new(Dropped(DropRule.NotForwarded), batch.Items.Count(item => item is { IsForwarded: false, IsInferred: false })),
            }.Where(one => one.Count > 0),
            .. batch.Dropped,
            .. Of(taken, stored),
        ];

    /// <summary>Of what was taken in, or released.</summary>
    /// <remarks>What follows from a conversation is counted where it is known whether it was told before.</remarks>
    public static IReadOnlyList<TallyCount> Of(Taken taken, IReadOnlyList<IntakeItem> stored)
    {
        var counts = taken.Count(stored);
        return
        [
            .. new TallyCount[]
            {
                new(Derived, taken.Items.Count(item => item is { IsForwarded: true, IsInferred: true })),
                new(Died, stored.Count(item => item.Kind != IntakeKind.Event)),
                new(Dropped(DropRule.Replaced), counts.Replaced),
                new(Dropped(DropRule.Duplicate), counts.Duplicates),
                new(Dropped(DropRule.LateTwin), counts.Late),
            }.Where(one => one.Count > 0),
        ];
    }
}

/// <summary>So many of a kind.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TallyCount(string Kind, long Count);
