using System.CommandLine;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters</c>: the dead-letter desk, typed.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() => new(
        "dead-letters",
        "Shows what was not delivered, and replays, discards or edits it; of the store that is configured here, or of a Bridge elsewhere (--server).")
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

    /// <summary>A command of the desk: its description ends with an example, and its options with those of every one.</summary>
    public static Command Create(string name, string description, string example, IEnumerable<Symbol> symbols, Func<DeskSession, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, $"{description} Example: bridge dead-letters {example}");
        foreach (var symbol in symbols.Concat(DeskOptions.All))
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

        command.SetAction((parsed, cancellationToken) => DeskSession.RunAsync(parsed, run, cancellationToken));
        return command;
    }
}
