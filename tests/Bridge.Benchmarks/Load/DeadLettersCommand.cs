using System.Collections.Frozen;
using System.CommandLine;
using Bridge.Core.Translation;
using Bridge.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Benchmarks.Load;

/// <summary>Makes a store with dead letters, as delivery does when a collector refuses everything.</summary>
internal static class DeadLettersCommand
{
    private const int Group = 500;
    private const string Answer = """{"error":"unknown event","code":4711}""";

    /// <summary>The bodies' numbers, far from those of every other measurement.</summary>
    private const int First = 1_500_000_000;

    public static Command Create()
    {
        var store = new Option<string>("--db") { Description = "The store: a file, or postgres://…", Required = true };
        var deadLetters = new Option<int>("--count") { Description = "How many shall be dead; hundreds.", Required = true };
        var command = new Command("dead-letters", "Makes a store with dead letters.") { store, deadLetters };
        command.SetAction(
            (result, cancellationToken) => RunAsync(result.GetRequiredValue(store), result.GetRequiredValue(deadLetters), cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(string address, int deadLetters, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Store:ConnectionString", address)]);
        await using var app = builder.AddStorage().Build();
        var store = app.Services.GetRequiredService<IStore>();
        await store.OpenAsync(cancellationToken);
        for (var first = 0; first < deadLetters; first += Group)
        {
            await store.TakeInAsync(Items(First + first), [], FrozenDictionary<PersonId, KnownPerson?>.Empty, cancellationToken);
            var claimed = await store.ClaimAsync("default", Group, int.MaxValue, cancellationToken);
            await store.DeadLetterAsync(
                [.. claimed.Select(one => new DeadEvent(one, DeadReason.Refused, 400, Answer, TimeProvider.System.GetUtcNow()))],
                cancellationToken
            );
        }
    }

    private static List<IntakeItem> Items(int first)
    {
        var now = TimeProvider.System.GetUtcNow();
        var translation = WebhookTranslator.Translate(WebhookBodies.Many(first, Group), now, TranslationOptions.Default);
        return translation.Events.ConvertAll(one => new IntakeItem(
            IntakeKind.Event,
            one.Id,
            one.Name,
            "default",
            one.Source,
            null,
            Written.Of(one),
            now
        ));
    }
}
