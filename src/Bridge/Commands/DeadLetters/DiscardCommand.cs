using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters discard</c> and <c>restore</c>.</summary>
internal static class DiscardCommand
{
    private static readonly IEnumerable<Symbol> Symbols =
    [
        FilterOptions.Ids,
        .. FilterOptions.All,
        FilterOptions.Everything,
        FilterOptions.Limit,
        AdminOptions.Why,
        AdminOptions.Yes,
    ];

    public static Command CreateDiscard() =>
        DeadLettersCommand.Create(
            "discard",
            "Puts dead letters aside; until they are purged they can be restored. Shows which ones and asks, unless told --yes.",
            "discard --group 6f1c2a90 --why \"test events\" --yes",
            Symbols,
            (session, cancellationToken) =>
                RunAsync(session, DeadLetterState.Dead, "discard", session.Admin.DiscardAsync, cancellationToken),
            FilterOptions.RequireSome
        );

    public static Command CreateRestore() =>
        DeadLettersCommand.Create(
            "restore",
            "Makes discarded dead letters dead again. Shows which ones and asks, unless told --yes.",
            "restore 42 43 --yes",
            Symbols,
            (session, cancellationToken) =>
                RunAsync(session, DeadLetterState.Discarded, "restore", session.Admin.RestoreAsync, cancellationToken),
            FilterOptions.RequireSome
        );

    private delegate Task<long> Act(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken);

    private static async Task<int> RunAsync(
        AdminSession session,
        DeadLetterState state,
        string verb,
        Act act,
        CancellationToken cancellationToken
    )
    {
        var filter = await FilterOptions.ReadLimitedAsync(session, state, cancellationToken);
        if (!session.Parsed.GetValue(AdminOptions.Yes))
        {
            // What dies while somebody looks was not looked at.
            var newest = await session.Admin.ListAsync(filter, before: null, limit: 1, revealTo: null, cancellationToken);
            filter = filter with { UpTo = newest.Items.Select(deadLetter => (long?)deadLetter.Id).FirstOrDefault() };
            var groups = await session.Admin.GetGroupsAsync(filter, cancellationToken);
            PrintMeant(session, groups, verb);
            if (groups.Count == 0 || !await session.MayGoOnAsync($"{Capital(verb)} them?", $"Nothing was {Done(verb)}.", cancellationToken))
            {
                return groups.Count == 0 ? ExitCodeOfNone(session) : 0;
            }
        }

        var count = await act(filter, session.Why, session.Actor, cancellationToken);
        Print(session, count, count == 0 ? $"There is nothing to {verb}." : $"{Capital(Done(verb))} {Count(count)}.");
        return count == 0 ? ExitCodeOfNone(session) : 0;
    }

    /// <summary>It is a failure for whoever named dead letters: they are not there, or not in the state for it.</summary>
    private static int ExitCodeOfNone(AdminSession session) => FilterOptions.NamesDeadLetters(session.Parsed) ? 1 : 0;

    private static void PrintMeant(AdminSession session, IReadOnlyList<DeadLetterGroup> groups, string verb)
    {
        var count = groups.Sum(group => group.Count);
        Print(session, count, count == 0 ? $"There is nothing to {verb}." : $"{Count(count)}:");
        if (count > 0 && !session.IsJson)
        {
            GroupsCommand.Print(session, groups);
        }
    }

    private static void Print(AdminSession session, long count, string sentence)
    {
        session.Show(new Affected(count), () => session.Print(sentence));
    }

    private static string Done(string verb) => verb.TrimEnd('e') + "ed";

    private static string Capital(string verb) => char.ToUpperInvariant(verb[0]) + verb[1..];

    private static string Count(long count) => count == 1 ? "1 dead letter" : $"{count} dead letters";
}
