using System.CommandLine;
using System.Text.Json;
using Bridge.Journal;
using Bridge.Ops.Api;
using Bridge.Storage;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge tail</c>.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "Only events of this name, or whose name begins so before a *.",
        HelpName = "name",
    };

    private static readonly Option<string?> User = new("--user")
    {
        Description = "Only a person's events, by one of their ids. For operators; it is noted in the audit.",
        HelpName = "user",
    };

    public static Command Create() =>
        DeadLettersCommand.CreateOfAdmin(
            "tail",
            "Follows what is delivered, dropped and dead, until Ctrl+C; "
                + "in the store that is configured here, or at a Bridge elsewhere (--server). --json prints a line an event.",
            "tail --event message.*",
            [Event, User],
            RunAsync
        );

    /// <returns>0 when somebody left.</returns>
    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }

        return 0;
    }

    private static async Task FollowAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var filter = new FeedFilter(session.Parsed.GetValue(Event), session.Parsed.GetValue(User));
        var asker = new Asker(session.Actor.Name, IsOperator: true);
        var last = (await session.Tracer.FollowAsync(filter, null, asker, cancellationToken)).Last;
        await session.Error.WriteLineAsync("Following what is delivered, dropped and dead; Ctrl+C ends it.");
        var isTroubled = false;
        while (true)
        {
            var page = new JournalPage([], last, IsFull: false);
            try
            {
                page = await session.Tracer.FollowAsync(filter, last, asker, cancellationToken);
                isTroubled = false;
            }
            catch (StorageException problem) when (problem.MayPass)
            {
                await session.Error.WriteAsync(isTroubled ? "" : $"{problem.Message} It goes on as soon as it can.\n");
                isTroubled = true;
            }

            page.Items.ToList().ForEach(entry => Print(session, entry));
            last = page.Last;
            await Task.Delay(page.IsFull ? TimeSpan.Zero : BetweenLooks, cancellationToken);
        }
    }

    private static void Print(AdminSession session, FeedEntry entry) =>
        session.Print(session.IsJson ? JsonSerializer.Serialize(entry, ApiJson.Options) : ConsoleTable.Line(Line(entry)));

    private static string Line(FeedEntry entry) =>
        $"{ConsoleTable.Time(entry.Step.At)}  {entry.Event ?? "an event"}"
        + (entry.EventId is { } id ? $"  {id}" : "")
        + $"  {StepLine.Of(entry.Step)}";
}
