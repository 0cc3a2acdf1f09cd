using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters list</c>.</summary>
internal static class ListCommand
{
    private static readonly Option<int?> Limit = FilterOptions.CreateLimit(
        $"At most so many. {DeadLetterQuery.DefaultLimit} unless given; with --json all of them."
    );

    public static Command Create() =>
        DeadLettersCommand.Create(
            "list",
            "Lists dead letters, newest first.",
            "list --reason refused --since 2h",
            [FilterOptions.Ids, .. FilterOptions.All, FilterOptions.State, Limit, AdminOptions.Reveal],
            (session, cancellationToken) =>
                session.IsJson ? PrintJsonAsync(session, cancellationToken) : PrintAsync(session, cancellationToken)
        );

    private static async Task<int> PrintAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var limit = session.Parsed.GetValue(Limit) ?? DeadLetterQuery.DefaultLimit;
        var filter = await session.ReadFilterAsync(DeadLetterState.Dead, cancellationToken);
        var deadLetters = await DeadLettersAsync(session, filter, limit + 1L, session.RevealTo, cancellationToken)
            .ToListAsync(cancellationToken);
        if (deadLetters.Count == 0)
        {
            session.Print(FilterWords.Nothing(filter));
            return 0;
        }

        ConsoleTable.Print(
            session,
            ["id", "reason", "event", "destination", "status", "group", "attempts", "user", "state", "last failed"],
            [.. deadLetters.Take(limit).Select(Row)]
        );
        if (deadLetters.Count > limit)
        {
            session.Print($"There are more than these {limit}; give --limit, or narrow them down.");
        }

        return 0;
    }

    /// <summary>Page by page as it comes, however many there are.</summary>
    private static async Task<int> PrintJsonAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var separator = "[\n";
        var filter = await session.ReadFilterAsync(DeadLetterState.Dead, cancellationToken);
        await foreach (
            var deadLetter in DeadLettersAsync(
                session,
                filter,
                session.Parsed.GetValue(Limit) ?? long.MaxValue,
                session.RevealTo,
                cancellationToken
            )
        )
        {
            await session.Output.WriteAsync(separator + JsonSerializer.Serialize(deadLetter, ApiJson.Options));
            separator = ",\n";
        }

        await session.Output.WriteAsync(separator is "[\n" ? "[]\n" : "\n]\n");
        return 0;
    }

    /// <summary>Dead letters over all pages, newest first.</summary>
    public static async IAsyncEnumerable<DeadLetterSummary> DeadLettersAsync(
        AdminSession session,
        DeadLetterFilter filter,
        long limit,
        Actor? revealTo,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        long? before = null;
        do
        {
            var page = await session.Admin.ListAsync(
                filter,
                before,
                (int)Math.Min(limit, AdminLimits.MaxPage),
                revealTo,
                cancellationToken
            );
            foreach (var deadLetter in page.Items)
            {
                yield return deadLetter;
            }

            (before, limit) = (page.Next, limit - page.Items.Count);
        } while (before is not null && limit > 0);
    }

    private static string?[] Row(DeadLetterSummary deadLetter) =>
        [
            $"{deadLetter.Id}",
            deadLetter.Reason,
            deadLetter.Event,
            deadLetter.Destination,
            $"{deadLetter.Status}",
            deadLetter.Group,
            $"{deadLetter.Attempts}",
            deadLetter.User,
            deadLetter.State.ToString().ToLowerInvariant(),
            ConsoleTable.Time(deadLetter.LastFailedAt),
        ];
}
