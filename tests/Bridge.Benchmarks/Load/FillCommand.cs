using System.CommandLine;
using System.Diagnostics;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Benchmarks.Load;

/// <summary>Makes a store with a backlog, as Bridge itself would while the collector is away: first the spool is filled, then intake drains it.</summary>
internal static class FillCommand
{
    private const int UpdatesInBody = 100;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static Command Create()
    {
        var path = new Option<string>("--db") { Description = "The store's file.", Required = true };
        var events = new Option<int>("--events") { Description = "How many events shall wait; hundreds.", Required = true };
        var command = new Command("fill", "Fills a store and prints the events and the seconds intake took for them.") { path, events };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetRequiredValue(path), result.GetRequiredValue(events), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, int events, CancellationToken cancellationToken)
    {
        await using (var receiving = Host(path, builder => builder.AddMessaging()))
        {
            await SpoolAsync(receiving, events, cancellationToken);
        }

        await using var forwarding = Host(path, builder => builder.AddMessaging().AddIntake());
        var seconds = await DrainAsync(forwarding, cancellationToken);
        var waiting = (await forwarding.Services.GetRequiredService<IStore>().GetBacklogAsync(cancellationToken)).Sum(backlog => backlog.Waiting);
        Console.WriteLine($"{waiting} {seconds:F3}");
        return waiting == events ? 0 : 1;
    }

    private static WebApplication Host(string path, Func<WebApplicationBuilder, WebApplicationBuilder> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Store:ConnectionString", path), new("Spool:MaxBytes", (1L << 40).ToString())]);
        builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
        return add(builder.AddStorage()).Build();
    }

    private static async Task SpoolAsync(WebApplication app, int events, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        var publisher = app.Services.GetRequiredService<IEventPublisher>();
        await Parallel.ForAsync(0, events / UpdatesInBody, cancellationToken, async (i, token) =>
        {
            var body = WebhookBodies.Many(i * UpdatesInBody, UpdatesInBody);
            var translation = WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default);
            if (await publisher.PublishAsync(translation, token) != PublishResult.Stored)
            {
                throw new InvalidOperationException("The spool did not take a body.");
            }
        });
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
