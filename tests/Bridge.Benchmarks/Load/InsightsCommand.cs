using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Insights;
using Bridge.Insights;
using Bridge.Ops.Api;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Benchmarks.Load;

/// <summary>How long the figures of many days of many business numbers take to read.</summary>
internal static class InsightsCommand
{
    private const int Agents = 20;
    private const int Campaigns = 10;
    private const int EventsADay = 400;
    private static readonly string[] Countries = ["254", "256", "255", "234", "5511", "447", "4915", "919", "1212", "2711"];

    public static Command Create()
    {
        var path = new Option<string>("--db") { Description = "The store: a file, or postgres://…; empty.", Required = true };
        var numbers = new Option<int>("--numbers") { Description = "How many business numbers.", DefaultValueFactory = _ => 50 };
        var command = new Command(
            "insights",
            "Fills 180 days of figures, reads 90 ten times, and prints the milliseconds, also of its own processor time."
        )
        {
            path,
            numbers,
        };
        command.SetAction(
            (result, cancellationToken) => RunAsync(result.GetRequiredValue(path), result.GetValue(numbers), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(string store, int numbers, CancellationToken cancellationToken)
    {
        await using var app = FillCommand.Host(store, builder => builder.AddInsightsQuery());
        await app.Services.GetRequiredService<IStore>().OpenAsync(cancellationToken);
        var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
        for (var day = 0; day < 180; day++)
        {
            await FillAsync(app.Services, today.AddDays(-day), numbers, cancellationToken);
        }

        for (var time = 0; time < 10; time++)
        {
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var filter = new InsightsFilter(TimeSpan.FromDays(90));
            var report = await app.Services.GetRequiredService<InsightsQuery>().GetAsync(filter, cancellationToken);
            var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            Console.WriteLine(
                $"{watch.ElapsedMilliseconds} ms, {cpu:F0} of the processor, {InsightsDocument.Of(report).Charts.Count} charts"
            );
        }

        return 0;
    }

    private static Task<int> FillAsync(IServiceProvider services, DateTimeOffset day, int numbers, CancellationToken cancellationToken) =>
        services
            .GetRequiredService<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    for (var number = 0; number < numbers; number++)
                    {
                        await InsightsTable.WriteAsync(connection, InsightsTable.Day, day, $"1065403522{number:D5}", DayOf(day, number));
                    }

                    return numbers;
                },
                cancellationToken
            );

    private static CellTable DayOf(DateTimeOffset day, int number)
    {
        var (rollUp, dice, table) = (new RollUp(), new Random(number + day.DayOfYear), new CellTable());
        for (var count = 0; count < EventsADay; count++)
        {
            rollUp.Count(One(day.AddMinutes(dice.Next(1440)), dice));
        }

        foreach (var ((hour, _), counts) in rollUp.Hours)
        {
            table.Add(counts, int.MaxValue);
            table.Add(counts.AsHour((int)(hour % 24)), int.MaxValue);
        }

        return table;
    }

    private static CountedEvent One(DateTimeOffset at, Random dice)
    {
        var (name, properties) = dice.Next(4) switch
        {
            0 => ("message.received", """{"contentType":"text","serviceMode":"bot"}"""),
            1 => (
                "message.sent",
                $$"""{"agentId":"agent_{{dice.Next(Agents)}}","respondedBy":"agent","responseSeconds":{{dice.Next(4000)}}}"""
            ),
            2 => ("message.sent", $$"""{"contentType":"template","campaignId":"campaign_{{dice.Next(Campaigns)}}","templateId":"t"}"""),
            _ => ("message.delivered", $$"""{"messageId":"m","campaignId":"campaign_{{dice.Next(Campaigns)}}"}"""),
        };
        var user = $"+{Countries[dice.Next(Countries.Length)]}700000000";
        var about = new EventSubject(user, null, null, null, null, null, null, null, null, null, at);
        return new CountedEvent(name, "", about, Encoding.UTF8.GetBytes($$"""{"properties":{{properties}}}"""), null);
    }
}
