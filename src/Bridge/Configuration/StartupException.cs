namespace Bridge.Configuration;

/// <summary>Why Bridge does not start, in sentences for whoever operates it: printed one a line, without a stack trace.</summary>
/// <param name="problems">Each one sentence that names what is wrong and how to mend it.</param>
/// <param name="exitCode">1 when it failed, 2 when its configuration or usage is wrong.</param>
internal sealed class StartupException(IReadOnlyList<string> problems, int exitCode) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;

    public int ExitCode { get; } = exitCode;
}
