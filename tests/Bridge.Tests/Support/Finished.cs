using System.Diagnostics;

namespace Bridge.Support;

/// <summary>A program run to its end, which it must reach within minutes.</summary>
internal static class Finished
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <returns>Its exit code, and what it printed: first the output, then the errors.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = await Task.WhenAll(
                    process.StandardOutput.ReadToEndAsync(cancellationToken),
                    process.StandardError.ReadToEndAsync(cancellationToken)
                )
                .WaitAsync(Deadline, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Deadline, cancellationToken);
            return (process.ExitCode, string.Concat(output));
        }
        finally
        {
            process.Kill(entireProcessTree: true); // who is late; nothing happens to who has ended
        }
    }
}
