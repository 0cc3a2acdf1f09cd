using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters discard</c> and <c>restore</c>.</summary>
internal static class DiscardCommand
{
    private static readonly IEnumerable<Symbol> Symbols = [FilterOptions.Ids, .. FilterOptions.All, FilterOptions.Everything, DeskOptions.Why, DeskOptions.Yes];

    public static Command CreateDiscard() => DeadLettersCommand.Create(
        "discard",
        "Puts dead letters aside; until they are purged they can be restored. Shows which ones and asks, unless told --yes.",
        "discard --group 6f1c2a90 --why \"test events\" --yes",
        Symbols,
        (session, cancellationToken) => RunAsync(session, LetterState.Dead, "discard", session.Desk.DiscardAsync, cancellationToken));

    public static Command CreateRestore() => DeadLettersCommand.Create(
        "restore",
        "Makes discarded letters dead again. Shows which ones and asks, unless told --yes.",
        "restore 42 43 --yes",
        Symbols,
        (session, cancellationToken) => RunAsync(session, LetterState.Discarded, "restore", session.Desk.RestoreAsync, cancellationToken));

    private delegate Task<long> Act(LetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken);

    private static async Task<int> RunAsync(DeskSession session, LetterState state, string verb, Act act, CancellationToken cancellationToken)
    {
        var filter = FilterOptions.ReadToActOn(session.Parsed, state);
        var groups = await session.Desk.GetGroupsAsync(filter, cancellationToken);
        var count = groups.Sum(group => group.Count);
        if (count == 0)
        {
            return PrintNone(session, filter, verb);
        }

        if (!session.Parsed.GetValue(DeskOptions.Yes))
        {
            PrintMeant(session, groups, count);
        }

        if (!await session.MayGoOnAsync($"{char.ToUpperInvariant(verb[0])}{verb[1..]} {Count(count)}?", $"Nothing was {verb}ed.", cancellationToken))
        {
            return 0;
        }

        // What died while somebody looked was not looked at.
        Print(session, verb, await act(filter with { UpTo = groups.Max(group => group.Newest) }, session.Why, session.Actor, cancellationToken));
        return 0;
    }

    private static void PrintMeant(DeskSession session, IReadOnlyList<LetterGroup> groups, long count)
    {
        if (session.IsJson)
        {
            session.PrintJson(new Affected(count));
            return;
        }

        session.Print($"{Count(count)}:");
        GroupsCommand.Print(session, groups);
    }

    /// <returns>1 where somebody named letters that are not there, or not in the state for it.</returns>
    private static int PrintNone(DeskSession session, LetterFilter filter, string verb)
    {
        if (session.IsJson)
        {
            session.PrintJson(new Affected(0));
        }
        else
        {
            session.Print($"There is nothing to {verb}.");
        }

        return filter.Ids.Count > 0 ? 1 : 0;
    }

    private static void Print(DeskSession session, string verb, long count)
    {
        if (session.IsJson)
        {
            session.PrintJson(new Affected(count));
        }
        else
        {
            session.Print($"{char.ToUpperInvariant(verb[0])}{verb[1..]}ed {Count(count)}.");
        }
    }

    private static string Count(long count) => count == 1 ? "1 letter" : $"{count} letters";
}
