using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using Bridge.Commands.Config;
using Bridge.Commands.DeadLetters;
using Bridge.Commands.Demo;
using Bridge.Commands.Insights;
using Bridge.Core.Events;

namespace Bridge.Commands;

/// <summary>What can be typed after <c>meta-bridge</c>. Nothing typed is <c>run</c>.</summary>
internal static partial class CommandLine
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
        return parsed.Action is ParseErrorAction refusal
            ? await RefuseAsync(parsed, refusal, invocation, cancellationToken)
            : await parsed.InvokeAsync(invocation, cancellationToken);
    }

    /// <summary>Says what is wrong last, where it is seen.</summary>
    private static async Task<int> RefuseAsync(
        ParseResult parsed,
        ParseErrorAction refusal,
        InvocationConfiguration invocation,
        CancellationToken cancellationToken
    )
    {
        refusal.ShowHelp = false;
        using var said = new StringWriter();
        await parsed.InvokeAsync(new InvocationConfiguration { Output = invocation.Output, Error = said }, cancellationToken);
        await invocation.Error.WriteLineAsync($"{NameOf(parsed.CommandResult.Command)} --help tells what there is.");
        await invocation.Error.WriteAsync(WrongKind().Replace(said.ToString(), InWords));
        return WrongUsage;
    }

    /// <summary>All that the parser reads by itself are numbers.</summary>
    private static string InWords(Match wrong)
    {
        var kind = wrong.Groups["type"].Value.Contains("Int", StringComparison.Ordinal) ? "a whole number" : "a number";
        return $"'{wrong.Groups["text"]}' for '{wrong.Groups["place"]}' must be {kind}.";
    }

    /// <summary>The parser's sentence about a type of .NET's.</summary>
    [GeneratedRegex(
        "Cannot parse argument '(?<text>[^']*)' for (?:option|command) '(?<place>[^']*)' as expected type '(?<type>[^']*)'\\.",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WrongKind();

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
            TraceCommand.Create(),
            TailCommand.Create(),
            InsightsCommand.Create(),
            AdsCommand.Create(),
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
