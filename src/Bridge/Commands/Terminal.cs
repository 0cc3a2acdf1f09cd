using Spectre.Console;

namespace Bridge.Commands;

/// <summary>Where commands draw tables and progress: in colour on a terminal, as plain lines anywhere else.</summary>
internal static class Terminal
{
    private const int PlainWidth = 120;

    /// <summary>Whether what is printed goes to a file or another program.</summary>
    public static bool IsRedirected => Console.IsOutputRedirected;

    /// <summary>For what has to arrive byte for byte, and for what moves the cursor on purpose.</summary>
    public static TextWriter Exact(TextWriter output) => output is ShownText shown ? shown.Inner : output;

    public static IAnsiConsole For(TextWriter output)
    {
        var isPlain = IsRedirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
                Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
                Out = new AnsiConsoleOutput(Exact(output)),
            }
        );
        if (isPlain)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
