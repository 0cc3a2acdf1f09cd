using System.CommandLine;
using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Micro;

var root = new RootCommand("Measures Bridge. tests/bench.sh puts the load commands together; micro stands alone.")
{
    MicroCommand.Create(),
    HeavyCommand.Create(),
    BodiesCommand.Create(),
    BareEndpoint.CreateCommand(),
    CountingCollector.CreateCommand(),
    FillCommand.Create(),
    IntakeCommand.Create(),
    InsightsCommand.Create(),
    DeadLettersCommand.Create(),
    LatencyCommand.Create(),
    DrainCommand.Create(),
    SinglesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
