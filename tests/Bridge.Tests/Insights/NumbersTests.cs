using Bridge.Core.Events;
using Bridge.Core.Insights;
using Bridge.DeadLetters;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bridge.Insights;

/// <summary>Figures of several business numbers beside each other, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class NumbersTests(string provider) : AdminFixture(provider)
{
    private const int AgentsOfNumber = 150;

    [Test]
    public async Task Each_number_has_its_row_and_the_rows_are_the_whole()
    {
        await CountAsync(["1"], Now, received: 3);
        await CountAsync(["2"], Now, received: 5);

        var chart = (await AskAsync(new InsightsFilter(TimeSpan.FromDays(30)))).FindChart("numbers")!;

        Assert.That(chart.Rows.Select(row => ($"{row[0]}", row[1])), Is.EqualTo(new[] { ("2", (object)5L), ("1", 3L) }));
    }

    [Test]
    public async Task The_agents_of_one_number_do_not_crowd_out_those_of_another()
    {
        await CountAsync(["1", "2"], Now, sentBy: [.. Enumerable.Range(0, AgentsOfNumber).Select(agent => $"crowd-{agent}")]);
        await CountAsync(["3"], Now, sentBy: ["busy", "busy", "busy"]);
        await CountAsync(["4"], Now, sentBy: [.. Enumerable.Range(0, AgentsOfNumber).Select(agent => $"others-{agent}")]);

        var rows = (await AskAsync(new InsightsFilter(TimeSpan.FromDays(30)))).FindChart("agents")!.Rows;

        Assert.That(($"{rows[0][0]}", rows[0][1]), Is.EqualTo(("busy", (object)3L)));
        Assert.That($"{rows[^1][0]}", Is.EqualTo(CellTable.Other));
        Assert.That(rows.Sum(row => (long)row[1]!), Is.EqualTo((3 * AgentsOfNumber) + 3));
    }

    [Test]
    public async Task Days_are_kept_for_a_time_and_what_happened_before_is_not_counted_any_more()
    {
        await CountAsync(["1"], Now.AddDays(-400), received: 1);
        await CountAsync(["1"], Now.AddDays(-99), received: 1);
        Assert.That(await RowsAsync(), Is.EqualTo(2), "an hour and a day");

        Rig.Time.Advance(TimeSpan.FromDays(2));
        await CountAsync(["1"], Now, received: 1);

        Assert.That(await RowsAsync(), Is.EqualTo(2));
    }

    private DateTimeOffset Now => Rig.Time.GetUtcNow();

    private Task<long> RowsAsync() => Rig.Location.CountAsync("insights");

    private Task<InsightsReport> AskAsync(InsightsFilter filter) =>
        new InsightsQuery(Rig.Get<AdminDatabase>(), Rig.Time).GetAsync(filter, CancellationToken.None);

    /// <summary>Counts so many messages of each number, and adds them up.</summary>
    private async Task CountAsync(string[] numbers, DateTimeOffset at, int received = 0, params string[] sentBy)
    {
        var rollUp = new RollUp();
        foreach (var number in numbers)
        {
            Enumerable.Range(0, received).ToList().ForEach(_ => rollUp.Count(Event(number, at, "message.received", "{}")));
            sentBy.ToList().ForEach(agent => rollUp.Count(Event(number, at, "message.sent", $$"""{"agentId":"{{agent}}"}""")));
        }

        await Rig.Get<AdminDatabase>()
            .WriteAsync(
                connection =>
                    connection.ExecuteAsync(
                        "INSERT INTO insights_pending (counts) VALUES (@counts)",
                        new { counts = RollUpCodec.Write(rollUp) }
                    ),
                CancellationToken.None
            );
        using var fold = new InsightsFold(
            Rig.Get<AdminDatabase>(),
            Options.Create(new InsightsOptions { KeepHours = TimeSpan.FromDays(100), KeepDays = TimeSpan.FromDays(100) }),
            Rig.Time,
            NullLogger<InsightsFold>.Instance
        );
        await fold.FoldAsync(CancellationToken.None);
    }

    private static CountedEvent Event(string number, DateTimeOffset at, string name, string properties) =>
        new(
            name,
            number,
            new EventSubject("+254712345678", null, number, null, null, null, null, null, null, null, at),
            System.Text.Encoding.UTF8.GetBytes($$"""{"properties":{{properties}}}"""),
            null
        );
}
