using System.CommandLine;
using System.CommandLine.Invocation;
using Bridge.Commands.Config;
using Bridge.Commands.DeadLetters;
using Bridge.Commands.Demo;
using Bridge.Commands.Insights;
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
        if (parsed.Action is ParseErrorAction refusal)
        {
            refusal.ShowHelp = false; // so that what is wrong stands last, where it is seen
            await invocation.Error.WriteLineAsync($"{NameOf(parsed.CommandResult.Command)} --help tells what there is.");
            await parsed.InvokeAsync(invocation, cancellationToken);
            return WrongUsage;
        }

        return await parsed.InvokeAsync(invocation, cancellationToken);
    }

    /// <summary>As it is typed: with the commands before it.</summary>
    private static string NameOf(Symbol command) =>
        command.Parents.FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "meta-bridge";

    private static RootCommand Create()
    {
        var root = new RootCommand("Meta's WhatsApp webhooks in, track events out to your collector, nothing lost.")
        {
            RunCommand.Create(),
            TranslateCommand.Create(),
            EventsCommand.Create(),
            CheckCommand.Create(),
            ConfigCommand.Create(),
            OpsUserCommand.Create(),
            CaptureKeyCommand.Create(),
            ContactsCommand.Create(),
            DemoCommand.Create(),
            SimulateCommand.Create(),
            CollectorCommand.Create(),
            DeadLettersCommand.Create(),
            InsightsCommand.Create(),
            SendCommand.Create(),
            MetaCommand.Create(),
            CompletionCommand.Create(),
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
