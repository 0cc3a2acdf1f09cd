using Spectre.Console;

namespace Bridge.Commands;

/// <summary>Where commands draw tables and progress: in colour on a terminal, as plain lines anywhere else.</summary>
internal static class Terminal
{
    private const int PlainWidth = 120;

    public static IAnsiConsole For(TextWriter output)
    {
        var isPlain = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
                Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
                Out = new AnsiConsoleOutput(output),
            }
        );
        if (isPlain)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
