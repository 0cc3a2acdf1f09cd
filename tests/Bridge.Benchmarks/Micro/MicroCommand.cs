using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Bridge.Benchmarks.Micro;

/// <summary>What one step costs, on one core, without network or disk.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var filter = new Argument<string>("filter") { Description = "Which ones, such as *Translation*.", DefaultValueFactory = _ => "*" };
        var command = new Command("micro", "Runs the BenchmarkDotNet classes.") { filter };
        command.SetAction(result => Run(result.GetRequiredValue(filter)));
        return command;
    }

    private static int Run(string filter)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(["--filter", filter], Config());
        return summaries.Any() && summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
    }

    /// <summary>In this process: the solution is not built once more for every class, and the figures differ little.</summary>
    private static ManualConfig Config() =>
        DefaultConfig
            .Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.OperationsPerSecond);
}
