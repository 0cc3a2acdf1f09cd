using System.CommandLine;

namespace Bridge.Commands;

/// <summary><c>meta-bridge completion bash|zsh</c>: what has a shell complete commands and options, by asking the program itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # eval "$(meta-bridge completion bash)"
        _meta_bridge() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=($(compgen -W "$(meta-bridge "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _meta_bridge meta-bridge
        """;

    private const string Zsh = """
        # eval "$(meta-bridge completion zsh)"
        _meta_bridge() {
            local -a found
            found=("${(@f)$(meta-bridge "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _meta_bridge meta-bridge
        """;

    private static readonly Argument<string> Shell = CreateShell();

    public static Command Create()
    {
        var command = new Command(
            "completion",
            "Prints what makes a shell complete commands and options: eval \"$(meta-bridge completion bash)\"."
        )
        {
            Shell,
        };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetRequiredValue(Shell) == "bash" ? Bash : Zsh));
        return command;
    }

    private static Argument<string> CreateShell()
    {
        var argument = new Argument<string>("SHELL") { Description = "bash or zsh." };
        argument.AcceptOnlyFromAmong("bash", "zsh");
        return argument;
    }
}
