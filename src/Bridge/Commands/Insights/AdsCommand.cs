using System.CommandLine;
using Bridge.Commands.DeadLetters;
using Bridge.Insights;
using Bridge.Ops.Api;

namespace Bridge.Commands.Insights;

/// <summary><c>meta-bridge ads</c>: which ad, post or link brought whom, and what came of it.</summary>
internal static class AdsCommand
{
    private static readonly string[] FilterNames =
    [
        InsightsParameters.Since.Name,
        InsightsParameters.Number.Name,
        InsightsParameters.Channel.Name,
    ];

    public static Command Create()
    {
        var command = new Command(
            "ads",
            "Shows which ad, post or link brought whom: people, conversations, answers, ends, orders and their value; "
                + "insights --explain says what counts."
        );
        InsightsCommand
            .Filters.Where(option => FilterNames.Contains(option.Name.TrimStart('-')))
            .Concat<Option>(AdminOptions.All)
            .ToList()
            .ForEach(command.Add);
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        CommandOutcome.OfAsync(
            parsed,
            async token =>
            {
                var insights = await InsightsCommand.ReadAsync(parsed, token);
                InsightsCommand.Show(
                    parsed,
                    insights.Charts.Single(chart => chart.Id == AdTable.Id),
                    (ads, output) => AdsText.Write(insights, ads, output)
                );
                return 0;
            },
            cancellationToken
        );
}
