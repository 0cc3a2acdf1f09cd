using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters list</c>.</summary>
internal static class ListCommand
{
    private static readonly Option<int?> Limit = FilterOptions.CreateLimit($"At most so many. {LetterQuery.DefaultLimit} unless given; with --json all of them.");

    public static Command Create() => DeadLettersCommand.Create(
        "list",
        "Lists dead letters, newest first.",
        "list --reason refused --since 2h",
        [FilterOptions.Ids, .. FilterOptions.All, FilterOptions.State, Limit, DeskOptions.Reveal],
        (session, cancellationToken) => session.IsJson ? PrintJsonAsync(session, cancellationToken) : PrintAsync(session, cancellationToken));

    private static async Task<int> PrintAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var limit = session.Parsed.GetValue(Limit) ?? LetterQuery.DefaultLimit;
        var letters = await LettersAsync(session, Meant(session), limit + 1L, session.RevealTo, cancellationToken).ToListAsync(cancellationToken);
        if (letters.Count == 0)
        {
            session.Print("There are no such letters.");
            return 0;
        }

        Sheet.Print(session, ["id", "reason", "event", "destination", "status", "group", "attempts", "user", "state", "last failed"], [.. letters.Take(limit).Select(Row)]);
        if (letters.Count > limit)
        {
            session.Print($"There are more than these {limit}; give --limit, or narrow them down.");
        }

        return 0;
    }

    /// <summary>Page by page as it comes, however many there are.</summary>
    private static async Task<int> PrintJsonAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var separator = "[\n";
        await foreach (var letter in LettersAsync(session, Meant(session), session.Parsed.GetValue(Limit) ?? long.MaxValue, session.RevealTo, cancellationToken))
        {
            await session.Output.WriteAsync(separator + JsonSerializer.Serialize(letter, ApiJson.Options));
            separator = ",\n";
        }

        await session.Output.WriteAsync(separator is "[\n" ? "[]\n" : "\n]\n");
        return 0;
    }

    private static LetterFilter Meant(DeskSession session) => FilterOptions.Read(session.Parsed, LetterState.Dead);

    /// <summary>Letters over all pages, newest first.</summary>
    public static async IAsyncEnumerable<LetterSummary> LettersAsync(
        DeskSession session, LetterFilter filter, long limit, Actor? revealTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? before = null;
        do
        {
            var page = await session.Desk.ListAsync(filter, before, (int)Math.Min(limit, DeskLimits.MaxPage), revealTo, cancellationToken);
            foreach (var letter in page.Items)
            {
                yield return letter;
            }

            (before, limit) = (page.Next, limit - page.Items.Count);
        }
        while (before is not null && limit > 0);
    }

    private static string?[] Row(LetterSummary letter) =>
    [
        $"{letter.Id}", letter.Reason, letter.Event, letter.Destination, $"{letter.Status}", letter.Group, $"{letter.Attempts}", letter.User,
        letter.State.ToString().ToLowerInvariant(), Sheet.Time(letter.LastFailedAt),
    ];
}
