using System.CommandLine;
using System.CommandLine.Invocation;
using Bridge.Commands.DeadLetters;
using Bridge.Commands.Demo;
using Bridge.Core.Events;

namespace Bridge.Commands;

/// <summary>What can be typed after <c>meta-bridge</c>. Nothing typed is <c>run</c>.</summary>
internal static class CommandLine
{
    private const int WrongUsage = 2;

    /// <returns>The process's exit code: 0 done, 1 failed, 2 wrong usage or configuration.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Create().Parse(args);
        var invocation = new InvocationConfiguration
        {
            Output = new ShownText(output),
            Error = new ShownText(error),
            ProcessTerminationTimeout = null, // the host listens to the signals itself, and drains
        };
        var exitCode = await parsed.InvokeAsync(invocation, cancellationToken);
        return parsed.Action is ParseErrorAction ? WrongUsage : exitCode;
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Meta's WhatsApp webhooks in, track events out to your collector, nothing lost.")
        {
            RunCommand.Create(),
            TranslateCommand.Create(),
            EventsCommand.Create(),
            CheckCommand.Create(),
            OpsUserCommand.Create(),
            CaptureKeyCommand.Create(),
            DemoCommand.Create(),
            SimulateCommand.Create(),
            CollectorCommand.Create(),
            DeadLettersCommand.Create(),
        };
        RunCommand.MakeDefault(root);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        return root;
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"meta-bridge {TrackEvent.LibraryVersion}");
            return 0;
        }
    }
}
