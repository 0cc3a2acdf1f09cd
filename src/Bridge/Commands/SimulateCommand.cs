using System.CommandLine;
using Bridge.Simulation.Load;
using Spectre.Console;

namespace Bridge.Commands;

/// <summary><c>meta-bridge simulate</c>: a Meta of one's own that puts a Bridge under load and checks that nothing is lost.</summary>
internal static class SimulateCommand
{
    private const int WrongUsage = 2;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private static readonly Option<string?> Key = new("--key")
    {
        Description =
            "The key of a user of Bridge's page (BRIDGE_KEY unless given): then what waits in Bridge and what is dead is told "
            + "from what is lost; and with --new-people, without --capture-key and --resolve-after, its insights must be right, "
            + "every figure and the table of ads.",
        HelpName = "key", // no default, which the help would print
    };

    public static Command Create()
    {
        var command = new Command(
            "simulate",
            "Sends webhooks to a Bridge as Meta does: signed, at a steady rate, repeated until answered 200; "
                + "and asks the collector whether everything arrived."
        );
        SimulateOptions.All.ToList().ForEach(command.Add);
        command.Add(Key);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        var settings = SimulateOptions.RunSettings(parsed);
        settings = settings with
        {
            ChecksInsights = KeyOf(parsed) is not null && settings is { ArePeopleNew: true, CaptureKey: null, ResolveAfter: null },
        };
        if (!settings.Target.IsLoopback && !parsed.GetValue(SimulateOptions.YesReally))
        {
            await error.WriteLineAsync(
                $"{settings.Target.Host} is not this machine. This is a load generator that can flood it; "
                    + "give --yes-really if it is yours and you mean it."
            );
            return WrongUsage;
        }

        try
        {
            using var interruption = new Interruption(cancellationToken);
            using var run = new LoadRun(settings, TimeProvider.System);
            if (await run.FindProblemAsync(interruption.Token) is { } problem)
            {
                await error.WriteLineAsync(problem);
                return 1;
            }

            return await RunAsync(parsed, run, interruption.Token) ? 0 : 1;
        }
        catch (Exception exception)
            when (exception is IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
        {
            await error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 1;
        }
    }

    private static async Task<bool> RunAsync(ParseResult parsed, LoadRun run, CancellationToken stop)
    {
        var console = Terminal.For(parsed.InvocationConfiguration.Output);
        var traffic = SimulateOptions.Traffic(parsed);
        console.WriteLine(
            parsed.GetValue(SimulateOptions.Replay) is { } file
                ? $"Replaying {file} against {run.Url}."
                : $"Sending {traffic.Rate:0.#} posts a second for {traffic.Duration.TotalSeconds:0.#} s to {run.Url}, seed {traffic.Seed}."
        );

        using var figures = KeyOf(parsed) is { } key ? new BridgeFigures(run.Url, key) : null;
        var before = figures is null ? default : await figures.AskAsync(stop);
        var insights = figures is null ? null : run.Verifier?.Insights;
        await (insights?.BeginAsync(figures!, stop) ?? Task.CompletedTask);
        var sending = run.SendAsync(Posts(parsed, traffic), stop);
        await ShowAsync(console, run, sending, stop);
        await ShowAsync(console, run, run.SettleAsync(CancellationToken.None), CancellationToken.None);
        await (insights?.EndAsync(figures!, CancellationToken.None) ?? Task.CompletedTask);
        var whereabouts =
            figures is null || run.Verifier is null ? null : Whereabouts.Of(run.Verifier, before, await figures.AskAsync(default));
        return RunReport.Print(console, run.Tally, run.Verifier, whereabouts, isWhole: !stop.IsCancellationRequested);
    }

    private static string? KeyOf(ParseResult parsed) =>
        (parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("BRIDGE_KEY")) is { Length: > 0 } key ? key : null;

    private static IEnumerable<Post> Posts(ParseResult parsed, TrafficOptions traffic)
    {
        var posts = parsed.GetValue(SimulateOptions.Replay) is { } replayed
            ? Recording.Replay(replayed, traffic.Speed)
            : new Traffic(traffic, TimeProvider.System).Posts();
        return parsed.GetValue(SimulateOptions.Save) is { } saved ? Recording.Save(posts, saved) : posts;
    }

    /// <summary>One line that changes, on a terminal; a line now and then anywhere else.</summary>
    private static async Task ShowAsync(IAnsiConsole console, LoadRun run, Task work, CancellationToken stop)
    {
        if (console.Profile.Capabilities is { Ansi: true, Interactive: true })
        {
            await console
                .Status()
                .StartAsync(
                    RunReport.Line(run.Tally, run.Verifier),
                    async status =>
                    {
                        while (await Task.WhenAny(work, Task.Delay(BetweenLooks, TimeProvider.System, CancellationToken.None)) != work)
                        {
                            status.Status(RunReport.Line(run.Tally, run.Verifier) + (stop.IsCancellationRequested ? ", stopping" : ""));
                        }
                    }
                );
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(BetweenLines, TimeProvider.System, CancellationToken.None)) != work)
            {
                console.Profile.Out.Writer.WriteLine(RunReport.Line(run.Tally, run.Verifier)); // unwrapped
            }
        }

        await work;
    }
}
