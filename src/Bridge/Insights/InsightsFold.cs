using Bridge.Core.Insights;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Microsoft.Extensions.Options;

namespace Bridge.Insights;

/// <summary>
/// Adds what transactions of intake counted to the hours and days it happened in, so that intake itself only appends. Whoever reads adds
/// what still waits.
/// </summary>
internal sealed partial class InsightsFold(
    AdminDatabase database,
    IOptions<InsightsOptions> options,
    TimeProvider time,
    ILogger<InsightsFold> logger
) : PeriodicWork("Figures are added up later", TimeSpan.FromSeconds(2), time, logger)
{
    /// <summary>How much is added up in one transaction, which others wait for.</summary>
    internal const int Step = 100;

    private readonly int _mostSeries = options.Value.MaxSeries;

    /// <summary>Adds up everything that waits.</summary>
    public Task FoldAsync(CancellationToken cancellationToken) => WorkAsync(cancellationToken);

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(FoldSomeAsync, cancellationToken) == Step) { }
    }

    private async Task<int> FoldSomeAsync(AdminConnection connection)
    {
        var pending = await InsightsTable.TakePendingAsync(connection, Step);
        foreach (var ((hour, number), table) in Sum(pending))
        {
            var start = DateTimeOffset.UnixEpoch.AddHours(hour);
            await AddAsync(connection, InsightsTable.Hour, start, number, table);
            table.Add(table.AsHour(start.Hour), _mostSeries);
            await AddAsync(connection, InsightsTable.Day, new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero), number, table);
        }

        await InsightsTable.ForgetAsync(connection, InsightsTable.Hour, OldestOf(InsightsTable.Hour));
        await InsightsTable.ForgetAsync(connection, InsightsTable.Day, OldestOf(InsightsTable.Day));
        return pending.Count;
    }

    private DateTimeOffset OldestOf(string span) =>
        Time.GetUtcNow() - (span == InsightsTable.Hour ? options.Value.KeepHours : options.Value.KeepDays);

    private Dictionary<HourKey, CellTable> Sum(List<byte[]> pending)
    {
        var hours = new Dictionary<HourKey, CellTable>();
        foreach (var (key, table) in pending.SelectMany(Read))
        {
            if (!hours.TryAdd(key, table))
            {
                hours[key].Add(table, _mostSeries);
            }
        }

        return hours;
    }

    /// <remarks>One that cannot be read must not stop all the others.</remarks>
    private IEnumerable<KeyValuePair<HourKey, CellTable>> Read(byte[] counts)
    {
        try
        {
            return RollUpCodec.ReadRollUp(counts).Hours;
        }
        catch (FormatException problem)
        {
            LeftOut(problem.Message);
            return [];
        }
    }

    private async Task AddAsync(AdminConnection connection, string span, DateTimeOffset start, string number, CellTable table)
    {
        if (start < OldestOf(span))
        {
            return;
        }

        var sum = new CellTable();
        var known = await InsightsTable.FindAsync(connection, span, start, number);
        if (known is null && number != CellTable.Other && await InsightsTable.CountNumbersAsync(connection, span, start) >= _mostSeries)
        {
            await AddAsync(connection, span, start, CellTable.Other, table);
            return;
        }

        if (known is not null)
        {
            RollUpCodec.ReadInto(known, new CellTarget(sum));
        }

        sum.Add(table, _mostSeries);
        await InsightsTable.WriteAsync(connection, span, start, number, sum);
    }

    [LoggerMessage(LogLevel.Warning, "Figures of one transaction are left out: {Problem}")]
    private partial void LeftOut(string problem);
}
