using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Counts what a transaction made of its items.</summary>
internal static class IntakeMetrics
{
    public static void TakenIn(this BridgeMetrics metrics, IntakeCounts counts)
    {
        metrics.Queued(counts.Queued);
        metrics.Dropped(DropRule.Duplicate, counts.Duplicates);
        metrics.Dropped(DropRule.LateTwin, counts.Late);
        metrics.Dropped(DropRule.Replaced, counts.Replaced);
        metrics.DeadLettered(DeadReason.Unreadable, counts.Unreadable);
        metrics.DeadLettered(DeadReason.Unrecognised, counts.Unrecognised);
        metrics.DeadLettered(DeadReason.Undeserialisable, counts.Undeserialisable);
        metrics.DeadLettered(DeadReason.Unstorable, counts.Unstorable);
        metrics.DeadLettered(DeadReason.Invalid, counts.Invalid);
    }
}
