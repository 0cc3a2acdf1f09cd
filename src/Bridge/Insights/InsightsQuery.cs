using Bridge.Core.Insights;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Insights;

/// <summary>Reads the figures of a range: hours or days, and what is not added to them yet.</summary>
internal sealed class InsightsQuery(AdminDatabase database, TimeProvider time)
{
    /// <exception cref="StorageException">The store does not answer, or a later version of Bridge wrote the figures.</exception>
    public async Task<InsightsReport> GetAsync(InsightsFilter filter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var range = InsightsRange.Of(filter.Since, now);
        var rows = await database.ReadAsync(
            connection =>
                InsightsTable.ReadAsync(connection, range.IsByDay ? InsightsTable.Day : InsightsTable.Hour, range.BeforeFrom, range.To),
            cancellationToken
        );
        try
        {
            var data = new InsightsData(filter, range);
            rows.ForEach(data.Add);
            string[] ads = [.. data.By(Slice.Ad).Keys];
            data.AdNames = await database.ReadAsync(connection => AdNameTable.ReadNamesAsync(connection, ads), cancellationToken);
            return InsightsReport.Of(data, now);
        }
        catch (FormatException problem)
        {
            throw new StorageException(problem.Message);
        }
    }
}
