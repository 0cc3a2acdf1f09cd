using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters</c>: the administration of dead letters, typed.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() =>
        new(
            "dead-letters",
            "Shows what was not delivered, and replays, discards or edits it; "
                + "of the store that is configured here, or of a Bridge elsewhere (--server)."
        )
        {
            ListCommand.Create(),
            ShowCommand.Create(),
            GroupsCommand.Create(),
            ReplayCommand.Create(),
            ReplaysCommand.Create(),
            DiscardCommand.CreateDiscard(),
            DiscardCommand.CreateRestore(),
            EditCommand.Create(),
            ExportCommand.Create(),
            EraseCommand.Create(),
            AuditCommand.Create(),
        };

    /// <summary>A command on dead letters, with its own arguments and options and those that every one has.</summary>
    /// <param name="check">What must hold before an administration is opened; throws a <see cref="UsageException"/>.</param>
    public static Command Create(
        string name,
        string description,
        string example,
        IEnumerable<Symbol> symbols,
        Func<AdminSession, CancellationToken, Task<int>> run,
        Action<ParseResult>? check = null
    ) => CreateOfAdmin(name, description, $"dead-letters {example}", symbols, run, check);

    /// <summary>A command on a store, or on a Bridge elsewhere, in the same way.</summary>
    public static Command CreateOfAdmin(
        string name,
        string description,
        string example,
        IEnumerable<Symbol> symbols,
        Func<AdminSession, CancellationToken, Task<int>> run,
        Action<ParseResult>? check = null
    )
    {
        var command = new Command(name, description) { new HelpOption { Action = new HelpWithExample($"meta-bridge {example}") } };
        foreach (var symbol in symbols.Concat(AdminOptions.All))
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => AdminSession.RunAsync(parsed, check, run, cancellationToken));
        return command;
    }

    private sealed class HelpWithExample(string example) : SynchronousCommandLineAction
    {
        private readonly HelpAction _help = new();

        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = _help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {example}\n");
            return exitCode;
        }
    }
}
