using Bridge.Commands;

namespace Bridge.Support;

/// <summary>What somebody sees who types <c>meta-bridge</c> and arguments.</summary>
internal static class Typed
{
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(arguments, CancellationToken.None);

    /// <param name="interrupted">Stands for Ctrl+C.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, CancellationToken interrupted)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, output, error, interrupted);
        return (exitCode, output.ToString(), error.ToString());
    }
}
