using Bridge.Commands;

namespace Bridge.Support;

/// <summary>What somebody sees who types <c>bridge</c> and arguments.</summary>
internal static class Typed
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
