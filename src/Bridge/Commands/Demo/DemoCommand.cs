using System.CommandLine;
using Bridge.Configuration;
using Bridge.Receiving;
using Bridge.Simulation;
using Spectre.Console;

namespace Bridge.Commands.Demo;

/// <summary><c>meta-bridge demo</c>: shows on this machine, with nothing set up, that what Meta sends arrives.</summary>
internal static class DemoCommand
{
    private static readonly Option<int?> PortOption = new("--port")
    {
        Description = $"Bridge's port. {DemoSettings.DefaultPort} unless given, or any free one when that is taken.",
        HelpName = "port",
    };

    private static readonly Option<int?> CollectorPortOption = new("--collector-port")
    {
        Description = $"The collector's port. {DemoSettings.DefaultCollectorPort} unless given, or any free one when that is taken.",
        HelpName = "port",
    };

    private static readonly Option<string> AppSecretOption = new("--app-secret")
    {
        Description = $"The app secret. {DemoSettings.DefaultAppSecret} unless given, as in samples/postman.",
        HelpName = "secret",
        DefaultValueFactory = _ => DemoSettings.DefaultAppSecret,
    };

    private static readonly Option<string> VerifyTokenOption = new("--verify-token")
    {
        Description = $"The verify token. {DemoSettings.DefaultVerifyToken} unless given, as in samples/postman.",
        HelpName = "token",
        DefaultValueFactory = _ => DemoSettings.DefaultVerifyToken,
    };

    private static readonly Option<int> CountOption = new("--count")
    {
        Description = "How many webhooks to send. 300 unless given.",
        HelpName = "n",
        DefaultValueFactory = _ => 300,
    };

    private static readonly Option<int> SeedOption = new("--seed")
    {
        Description = "The same seed sends the same webhooks.",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> OnceOption = new("--once")
    {
        Description = "End when all has arrived: 0 when nothing is missing, 1 otherwise.",
    };

    public static Command Create()
    {
        var command = new Command(
            "demo",
            "Starts Bridge, a collector and a Meta of its own here, and shows that nothing is lost between them."
        )
        {
            PortOption,
            CollectorPortOption,
            AppSecretOption,
            VerifyTokenOption,
            CountOption,
            SeedOption,
            OnceOption,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = Terminal.For(parsed.InvocationConfiguration.Output);
        var settings = new DemoSettings(
            parsed.GetValue(PortOption) ?? DemoSettings.Free(DemoSettings.DefaultPort),
            parsed.GetValue(CollectorPortOption) ?? DemoSettings.Free(DemoSettings.DefaultCollectorPort),
            parsed.GetRequiredValue(AppSecretOption),
            parsed.GetRequiredValue(VerifyTokenOption)
        );
        using var interruption = new Interruption(cancellationToken);
        try
        {
            await using var demo = new DemoRehearsal(settings, TimeProvider.System);
            await demo.StartAsync(interruption.Token);
            var proven = await RehearseAsync(console, demo, parsed.GetValue(CountOption), parsed.GetValue(SeedOption), interruption.Token);
            if (!parsed.GetValue(OnceOption))
            {
                await PlayDaysAsync(console, demo, settings, parsed.GetValue(SeedOption), interruption.Token);
                await StayAsync(console, demo, settings, interruption.Token);
            }

            return proven ? 0 : 1;
        }
        catch (StartupException exception)
        {
            exception.Problems.ToList().ForEach(parsed.InvocationConfiguration.Error.WriteLine);
            return exception.ExitCode;
        }
        catch (IOException exception)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"The demo cannot listen: {exception.Message} Choose another port with --port or --collector-port."
            );
            return 1;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task<bool> RehearseAsync(
        IAnsiConsole console,
        DemoRehearsal demo,
        int count,
        int seed,
        CancellationToken cancellationToken
    )
    {
        console.MarkupLineInterpolated(
            $"Bridge listens on [bold]{demo.WebhookUrl}[/] and delivers to [bold]{demo.Collector.Url}/v1/capture[/]."
        );
        var posts = new DemoTraffic(new Random(seed), TimeProvider.System).Make(count);
        var story = new DemoStory(TimeProvider.System.GetUtcNow());
        await console
            .Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async progress =>
            {
                var sending = progress.AddTask("webhooks sent, the collector failing in between", maxValue: posts.Count);
                await demo.SendAsync(posts, sent => sending.Value = sent, cancellationToken);
                await demo.TellAsync(story.Conversation, cancellationToken);
                var arriving = progress.AddTask("waiting for everything to arrive", maxValue: 1);
                await demo.SettleAsync(cancellationToken);
                arriving.Value = 1;
            });
        var (dead, waiting) = (await demo.DeadLettersAsync(cancellationToken), await demo.WaitingAsync(cancellationToken));
        var isProven = DemoReport.Print(console, demo, dead, waiting);
        story.Print(console, demo.Collector.Taken, demo.ToldToMeta);
        return isProven;
    }

    private static async Task PlayDaysAsync(
        IAnsiConsole console,
        DemoRehearsal demo,
        DemoSettings settings,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var before = demo.Collector.Taken.Count;
        var refused = await new DemoDays(demo, settings, TimeProvider.System).PlayAsync(seed, cancellationToken);
        await demo.DrainAsync(cancellationToken);
        console.WriteLine();
        console.WriteLine($"The last weeks of a business are at the collector too: {demo.Collector.Taken.Count - before:N0} events.");
        if (refused > 0)
        {
            console.MarkupLineInterpolated(
                $"[red]{refused} requests of the business's last weeks were not taken; its figures lack them.[/]"
            );
        }
    }

    private static async Task StayAsync(
        IAnsiConsole console,
        DemoRehearsal demo,
        DemoSettings settings,
        CancellationToken cancellationToken
    )
    {
        console.WriteLine();
        console.WriteLine("Try it by hand:");
        console.WriteLine();
        console.Profile.Out.Writer.WriteLine(CurlLines.For(demo.WebhookUrl, settings.AppSecret, settings.VerifyToken));
        console.Profile.Out.Writer.WriteLine(CurlLines.ForCrm(demo.Url + CaptureSetup.Path, DemoSettings.CaptureKey));
        console.WriteLine($"Or with Postman: samples/postman, baseUrl {demo.Url}, collectorUrl {demo.Collector.Url}.");
        console.Profile.Out.Writer.WriteLine(
            $"What did not become events: {demo.Url}/ops, key {DemoSettings.OpsKey}; "
                + $"or meta-bridge dead-letters groups --server {demo.Url} --key {DemoSettings.OpsKey}"
        );
        console.Profile.Out.Writer.WriteLine(
            $"Or under load: meta-bridge simulate --target {demo.Url} --rate 200/s --duration 30s --verify {demo.Collector.Url}"
        );
        console.WriteLine($"Everything the collector got: {demo.Collector.Url}/events");
        console.Profile.Out.Writer.WriteLine(
            $"A business's last weeks in figures: {demo.Url}/ops/insights?since=30d, key {DemoSettings.OpsKey}; "
                + $"or meta-bridge insights --since 30d --server {demo.Url} --key {DemoSettings.OpsKey}"
        );
        console.Profile.Out.Writer.WriteLine(
            $"Which ad brought whom: meta-bridge ads --since 30d --server {demo.Url} --key {DemoSettings.OpsKey}"
        );
        console.WriteLine();
        console.MarkupLine("What the collector gets shows here. [bold]Ctrl+C[/] ends the demo.");
        demo.Collector.Tell(
            item => console.MarkupLineInterpolated($"[green]delivered[/] {item["event"u8].Text ?? ""}"),
            problem => console.MarkupLineInterpolated($"[red]refused[/] {problem}")
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
