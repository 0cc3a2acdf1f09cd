using System.CommandLine;
using Bridge.DeadLetters;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters groups</c>.</summary>
internal static class GroupsCommand
{
    public static Command Create() => DeadLettersCommand.Create(
        "groups",
        "Groups letters that died alike, the largest group first: one cause each, as far as a machine can tell.",
        "groups --since 1d",
        [.. FilterOptions.All, FilterOptions.State],
        RunAsync);

    public static void Print(DeskSession session, IReadOnlyList<LetterGroup> groups) =>
        Sheet.Print(session, ["group", "letters", "reason", "event", "destination", "status", "last failed", "newest", "says"], [.. groups.Select(Row)]);

    private static async Task<int> RunAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var groups = await session.Desk.GetGroupsAsync(FilterOptions.Read(session.Parsed, LetterState.Dead), cancellationToken);
        if (session.IsJson)
        {
            session.PrintJson(groups);
        }
        else if (groups.Count == 0)
        {
            session.Print("There are no such letters.");
        }
        else
        {
            Print(session, groups);
        }

        return 0;
    }

    private static string?[] Row(LetterGroup group) =>
    [
        group.Id, $"{group.Count}", group.Reason, group.Event, group.Destination, $"{group.Status}", Sheet.Time(group.LastFailedAt), $"{group.Newest}", group.Title,
    ];
}
