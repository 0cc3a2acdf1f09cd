using System.CommandLine;
using System.Diagnostics;
using Bridge.Configuration;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Benchmarks.Load;

/// <summary>What conversations cost: the same groups through the whole of intake, with and without them.</summary>
internal static class IntakeCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--db") { Description = "The store: a file, or postgres://…; empty.", Required = true };
        var events = new Option<int>("--events") { Description = "How many events are taken in; hundreds.", Required = true };
        var without = new Option<bool>("--without-conversations") { Description = "As a replay is, which moves no conversation." };
        var command = new Command("intake", "Takes events in and prints how many, and the seconds.") { path, events, without };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(result.GetRequiredValue(path), result.GetRequiredValue(events), result.GetValue(without), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(string store, int events, bool isReplay, CancellationToken cancellationToken)
    {
        await using var app = FillCommand.Host(store, builder => builder.AddMessaging(Role.All).AddIntake());
        await app.Services.GetRequiredService<IStore>().OpenAsync(cancellationToken);
        var intake = app.Services.GetRequiredService<EventIntake>();
        var slices = app.Services.GetRequiredService<SpoolSlices>();
        var rows = Enumerable.Range(0, events / FillCommand.UpdatesInBody).Select(FillCommand.Row).ToList();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            rows.Chunk(FillCommand.ItemsInGroup / FillCommand.UpdatesInBody),
            new ParallelOptions { MaxDegreeOfParallelism = FillCommand.GroupsAtOnce, CancellationToken = cancellationToken },
            async (group, token) =>
            {
                foreach (var slice in slices.Cut(group, () => FillCommand.ItemsInGroup))
                {
                    await intake.TakeInAsync(new IntakeBatch(slice.Items) { IsReplay = isReplay }, token);
                }
            }
        );
        Console.WriteLine($"{events} {watch.Elapsed.TotalSeconds:F3}");
        return 0;
    }
}
