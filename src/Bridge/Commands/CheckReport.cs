using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>What <c>check</c> found, told line by line as it is found, or as JSON at the end.</summary>
internal sealed class CheckReport(TextWriter output, bool isJson)
{
    private readonly List<CheckLine> _lines = [];
    private bool _hasWrongSetting;

    public void Add(string part, SelfCheckResult result)
    {
        var state =
            result.IsWarning ? "warning"
            : result.IsOk ? "ok"
            : "problem";
        _hasWrongSetting |= result.IsWrongSetting;
        Add(new CheckLine(part, state, result.Finding, result.Fix));
    }

    /// <param name="sentence">With its cure.</param>
    public void AddProblem(string part, string sentence) => Add(new CheckLine(part, "problem", sentence, Fix: null));

    /// <returns>The exit code, as <c>run</c> would end: a warning is no problem.</returns>
    public int End()
    {
        if (isJson)
        {
            output.WriteJson(_lines);
        }

        return _hasWrongSetting ? 2
            : _lines.Exists(line => line.State == "problem") ? 1
            : 0;
    }

    private void Add(CheckLine line)
    {
        _lines.Add(line);
        if (isJson)
        {
            return;
        }

        output.WriteLine($"{line.State, -9}{line.Part, -15}{line.Finding}");
        if (line.Fix is { } fix)
        {
            output.WriteLine($"{"", -24}{fix}");
        }
    }
}

/// <param name="State"><c>ok</c>, <c>warning</c> or <c>problem</c>.</param>
/// <param name="Fix">What to do; null when all is well, or the finding says it.</param>
internal sealed record CheckLine(string Part, string State, string Finding, string? Fix);
