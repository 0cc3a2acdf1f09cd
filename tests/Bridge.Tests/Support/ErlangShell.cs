using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Bridge.Support;

/// <summary>
/// The shell of a running Erlang, over its input and output: for <c>rabbitmqctl</c> an Erlang of its own starts each time, which is half a
/// second of CPU.
/// </summary>
internal sealed partial class ErlangShell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _questions = new();
    private readonly StreamWriter _input;
    private int _asked;

    /// <param name="erlang">From now on its output is read here alone.</param>
    public ErlangShell(Process erlang)
    {
        _input = erlang.StandardInput;
        erlang.OutputDataReceived += (_, line) => Hear(line.Data ?? "");
        erlang.BeginOutputReadLine();
    }

    /// <returns>The value of the expression, in a line.</returns>
    public async Task<string> EvaluateAsync(string expression)
    {
        var question = $"answer-{Interlocked.Increment(ref _asked)}";
        var answer = _questions[question] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _input.WriteLineAsync($"io:format(\"~n{question} ~0p~n\", [catch {expression}]).");
        await _input.FlushAsync();
        var value = await answer.Task.WaitAsync(Patience);
        Assert.That(value, Does.Not.StartWith("{'EXIT'"), expression);
        return value;
    }

    /// <summary>A text as Erlang writes it.</summary>
    public static string Binary(string text) => $"<<\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\">>";

    private void Hear(string line)
    {
        if (Answer().Match(line) is { Success: true } match && _questions.TryRemove(match.Groups["question"].Value, out var waiting))
        {
            waiting.SetResult(match.Groups["value"].Value);
        }
    }

    [GeneratedRegex("^(?<question>answer-[0-9]+) (?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answer();
}
