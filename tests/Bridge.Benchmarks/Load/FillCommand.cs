using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using Bridge.Configuration;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Postgres;
using Bridge.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Makes a store with a backlog, as Bridge itself would while the collector is away. In a SQLite file the spool is filled, then intake
/// drains it; into a PostgreSQL database the same batches go as they would come from a broker, a group after the other.
/// </summary>
internal static class FillCommand
{
    internal const int UpdatesInBody = 100;
    internal const int ItemsInGroup = 500;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static Command Create()
    {
        var path = new Option<string>("--db") { Description = "The store: a file, or postgres://…", Required = true };
        var events = new Option<int>("--events") { Description = "How many events shall wait; hundreds.", Required = true };
        var command = new Command("fill", "Fills a store and prints the events and the seconds intake took for them.") { path, events };
        command.SetAction(
            (result, cancellationToken) => RunAsync(result.GetRequiredValue(path), result.GetRequiredValue(events), cancellationToken)
        );
        return command;
    }

    private static Task<int> RunAsync(string store, int events, CancellationToken cancellationToken) =>
        PostgresAddress.IsUrl(store)
            ? FillDatabaseAsync(store, events, cancellationToken)
            : FillFileAsync(store, events, cancellationToken);

    private static async Task<int> FillDatabaseAsync(string address, int events, CancellationToken cancellationToken)
    {
        await using var forwarding = Host(address, builder => builder);
        var store = forwarding.Services.GetRequiredService<IStore>();
        await store.OpenAsync(cancellationToken);
        var before = await WaitingAsync(store, cancellationToken);
        var rows = Enumerable.Range(0, events / UpdatesInBody).Select(number => Row(number)).ToList();
        var slices = new SpoolSlices(
            new IntakeItems(forwarding.Services.GetRequiredService<DestinationOf>()),
            NullLogger<SpoolSlices>.Instance
        );
        var watch = Stopwatch.StartNew();
        foreach (var group in rows.Chunk(ItemsInGroup / UpdatesInBody))
        {
            foreach (var slice in slices.Cut(group, () => ItemsInGroup))
            {
                await store.TakeInAsync(new IntakeBatch(slice.Items), cancellationToken);
            }
        }

        Console.WriteLine($"{events} {watch.Elapsed.TotalSeconds:F3}");
        return await WaitingAsync(store, cancellationToken) - before == events ? 0 : 1;
    }

    internal static SpoolRow Row(int number, int people = WebhookBodies.FewPeople)
    {
        var now = TimeProvider.System.GetUtcNow();
        var translation = WebhookTranslator.Translate(
            WebhookBodies.Many(number * UpdatesInBody, UpdatesInBody, people),
            now,
            TranslationOptions.Default
        );
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, now, [EventBatchWriter.Items(translation).Bytes]);
        return new SpoolRow(number, now, batch.WrittenSpan.ToArray());
    }

    private static async Task<long> WaitingAsync(IStore store, CancellationToken cancellationToken) =>
        (await store.GetBacklogAsync(cancellationToken)).Sum(backlog => backlog.Waiting);

    private static async Task<int> FillFileAsync(string path, int events, CancellationToken cancellationToken)
    {
        await using (var receiving = Host(path, builder => builder.AddMessaging(Role.All)))
        {
            await SpoolAsync(receiving, events, cancellationToken);
        }

        await using var forwarding = Host(path, builder => builder.AddMessaging(Role.All).AddIntake());
        var seconds = await DrainAsync(forwarding, cancellationToken);
        var waiting = await WaitingAsync(forwarding.Services.GetRequiredService<IStore>(), cancellationToken);
        Console.WriteLine($"{waiting} {seconds:F3}");
        return waiting >= events ? 0 : 1; // what was read was delivered, also where nobody said so
    }

    internal static WebApplication Host(string path, Func<WebApplicationBuilder, WebApplicationBuilder> add)
    {
        var builder = ConfigurationSetup.CreateBuilder([
            new("Urls", "http://127.0.0.1:0"),
            new("Store:ConnectionString", path),
            new("Spool:MaxBytes", (1L << 40).ToString()),
            new("Contacts:CountFrom", "9999-01-01"), // the backlog is what was asked for, and nothing that follows from it
            new("Conversations:ResolveAfter", "off"),
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
        return add(builder.AddStorage()).Build();
    }

    private static async Task SpoolAsync(WebApplication app, int events, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        var publisher = app.Services.GetRequiredService<IEventPublisher>();
        await Parallel.ForAsync(
            0,
            events / UpdatesInBody,
            cancellationToken,
            async (i, token) =>
            {
                var body = WebhookBodies.Many(i * UpdatesInBody, UpdatesInBody);
                var translation = WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default);
                if (await publisher.PublishAsync(EventBatchWriter.Items(translation), token) != PublishResult.Stored)
                {
                    throw new InvalidOperationException("The spool did not take a body.");
                }
            }
        );
        await app.StopAsync(cancellationToken);
    }

    private static async Task<double> DrainAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var spool = app.Services.GetRequiredService<SpoolTable>();
        var watch = Stopwatch.StartNew();
        await app.StartAsync(cancellationToken);
        while (spool.Bytes > 0)
        {
            await Task.Delay(LookAgain, cancellationToken);
        }

        return watch.Elapsed.TotalSeconds;
    }
}
