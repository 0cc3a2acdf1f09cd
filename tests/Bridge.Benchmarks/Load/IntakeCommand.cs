using System.CommandLine;
using System.Diagnostics;
using Bridge.Configuration;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Benchmarks.Load;

/// <summary>What conversations cost: the same groups through the whole of intake, with and without them.</summary>
internal static class IntakeCommand
{
    /// <summary>A prime, so that neighbours lie far apart and none comes twice.</summary>
    private const long Scatter = 48_271;

    public static Command Create()
    {
        var path = new Option<string>("--db") { Description = "The store: a file, or postgres://…; empty.", Required = true };
        var events = new Option<int>("--events") { Description = "How many events are taken in; hundreds.", Required = true };
        var people = new Option<int>("--people") { Description = "So many people have written before, which is not measured." };
        var isFilled = new Option<bool>("--filled")
        {
            Description = "They did, and the store knows them already; whoever writes now is anybody.",
        };
        var active = new Option<int>("--active")
        {
            Description = "So many of those write now, anywhere among all; hundreds. Without it anybody does.",
        };
        var without = new Option<bool>("--without-conversations") { Description = "As a replay is, which moves no conversation." };
        var command = new Command("intake", "Takes events in and prints how many, the seconds, and those of its own processor time.")
        {
            path,
            events,
            people,
            isFilled,
            active,
            without,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetRequiredValue(path),
                    result.GetRequiredValue(events),
                    result.GetValue(people),
                    result.GetValue(isFilled),
                    result.GetValue(active),
                    result.GetValue(without),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string store,
        int events,
        int people,
        bool isFilled,
        int active,
        bool isReplay,
        CancellationToken cancellationToken
    )
    {
        await using var app = FillCommand.Host(store, builder => builder.AddMessaging(Role.All).AddIntake());
        await app.Services.GetRequiredService<IStore>().OpenAsync(cancellationToken);
        var (known, different) = (2 * people / FillCommand.UpdatesInBody, people == 0 ? WebhookBodies.FewPeople : people);
        if (!isFilled)
        {
            await TakeInAsync(app.Services, Enumerable.Range(0, known).Select(Row), isReplay, cancellationToken);
        }

        var rows = Enumerable.Range(0, events / FillCommand.UpdatesInBody).Select(number => Row(NumberOf(number))).ToList();
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await TakeInAsync(app.Services, rows, isReplay, cancellationToken);
        Console.WriteLine($"{events} {watch.Elapsed.TotalSeconds:F3} {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F3}");
        return 0;

        SpoolRow Row(int number) => FillCommand.Row(number, different);

        int NumberOf(int number) =>
            active > 0 ? ActiveAt(number, known, 2 * active / FillCommand.UpdatesInBody)
            : isFilled ? (int)(number * Scatter % known)
            : known + number;
    }

    /// <summary>Bodies about the same people again and again, each with ids of its own.</summary>
    private static int ActiveAt(int number, int known, int active) =>
        (number % active * (known / active)) + ((1 + (number / active)) * known);

    /// <summary>A group after the other, as every way in does.</summary>
    private static async Task TakeInAsync(
        IServiceProvider services,
        IEnumerable<SpoolRow> rows,
        bool isReplay,
        CancellationToken cancellationToken
    )
    {
        var (intake, slices) = (services.GetRequiredService<EventIntake>(), services.GetRequiredService<SpoolSlices>());
        foreach (var group in rows.Chunk(FillCommand.ItemsInGroup / FillCommand.UpdatesInBody))
        {
            foreach (var slice in slices.Cut(group, () => FillCommand.ItemsInGroup))
            {
                await intake.TakeInAsync(new IntakeBatch(slice.Items) { IsReplay = isReplay }, cancellationToken);
            }
        }
    }
}
