using System.CommandLine;
using Bridge.Configuration;
using Bridge.DeadLetters;
using Bridge.Storage;

namespace Bridge.Commands;

/// <summary>How a command on a store, or on a Bridge elsewhere, ends: of what goes wrong a sentence is on the standard error.</summary>
internal static class CommandOutcome
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <returns>The exit code: that of <paramref name="run"/>, 1 failed, 2 wrong usage or configuration.</returns>
    public static async Task<int> OfAsync(ParseResult parsed, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var interruption = new Interruption(cancellationToken);
        try
        {
            return await run(interruption.Token);
        }
        catch (Exception problem) when (problem is UsageException or AdminException { Problem: AdminProblem.Invalid })
        {
            await error.WriteLineAsync(problem.Message);
            return WrongUsage;
        }
        catch (StartupException problem)
        {
            problem.Problems.ToList().ForEach(error.WriteLine);
            return problem.ExitCode;
        }
        catch (Exception problem) when (problem is AdminException or StorageException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(problem.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Failed;
        }
    }
}

/// <summary>What was typed cannot be meant; the message says what to type instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
