using System.Diagnostics;

namespace Bridge.Support;

/// <summary>A process and all that it started, and what those did.</summary>
internal static class ProcessTree
{
    /// <param name="signal">Such as <c>STOP</c>.</param>
    public static async Task SignalAsync(Process root, string signal)
    {
        foreach (var process in (await DescendantsAsync(root.Id)).Append(root.Id))
        {
            using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
            await kill.WaitForExitAsync();
        }
    }

    private static async Task<List<int>> DescendantsAsync(int parent)
    {
        using var list = Process.Start(
            new ProcessStartInfo("ps", ["-A", "-o", "pid=,ppid="]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var pairs = (await list.StandardOutput.ReadToEndAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pair => (Id: int.Parse(pair[0]), Parent: int.Parse(pair[1])))
            .ToLookup(pair => pair.Parent, pair => pair.Id);
        return [.. Below(parent)];

        IEnumerable<int> Below(int id) => pairs[id].SelectMany(child => Below(child).Prepend(child));
    }
}
