using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Intake;

/// <summary>Cuts spool rows into slices of a size that one transaction takes in.</summary>
internal sealed partial class SpoolSlices(IntakeItems items, ILogger<SpoolSlices> logger)
{
    /// <param name="rows">Oldest first.</param>
    /// <param name="size">Asked for each slice: the most items it may hold.</param>
    /// <returns>Each row is drained by the slice that holds its last item.</returns>
    public IEnumerable<IntakeSlice> Cut(IReadOnlyList<SpoolRow> rows, Func<int> size)
    {
        var slice = new IntakeSlice([], [], []);
        var limit = size();
        foreach (var row in rows)
        {
            var (told, dropped) = Read(row);
            foreach (var item in told)
            {
                if (slice.Items.Count >= limit)
                {
                    yield return slice;
                    slice = new IntakeSlice([], [], []);
                    limit = size();
                }

                slice.Items.Add(item);
            }

            slice.DrainedRows.Add(row.Sequence);
            slice.Dropped.AddRange(dropped);
        }

        yield return slice;
    }

    private (IEnumerable<IntakeItem> Items, IReadOnlyList<TallyCount> Dropped) Read(SpoolRow row)
    {
        var (batch, problem) = EventBatchReader.Read(row.Batch);
        return batch is null ? ([Unreadable(row, problem!)], []) : (items.Of(batch), batch.Dropped);
    }

    private IntakeItem Unreadable(SpoolRow row, string problem)
    {
        RowUnreadable(row.Sequence, row.Batch.Length, problem);
        return items.Whole(IntakeKind.Unreadable, row.Batch, problem, row.ReceivedAt);
    }

    [LoggerMessage(LogLevel.Error, "Spool row {Row} of {Bytes} bytes becomes a dead letter: {Problem}")]
    private partial void RowUnreadable(long row, int bytes, string problem);
}

/// <summary>What one transaction takes in.</summary>
/// <param name="DrainedRows">The spool rows whose last item is among <paramref name="Items"/>.</param>
/// <param name="Dropped">What receiving dropped, as those rows say.</param>
internal sealed record IntakeSlice(List<IntakeItem> Items, List<long> DrainedRows, List<TallyCount> Dropped)
{
    public IntakeBatch ToBatch() => new(Items) { DrainedSpoolRows = DrainedRows, Dropped = Dropped };
}
