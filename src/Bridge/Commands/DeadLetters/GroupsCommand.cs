using System.CommandLine;
using Bridge.DeadLetters;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters groups</c>.</summary>
internal static class GroupsCommand
{
    public static Command Create() =>
        DeadLettersCommand.Create(
            "groups",
            "Groups dead letters that died alike, the largest group first: one cause each, as far as a machine can tell.",
            "groups --since 1d",
            [.. FilterOptions.All, FilterOptions.State],
            RunAsync
        );

    public static void Print(AdminSession session, IReadOnlyList<DeadLetterGroup> groups) =>
        ConsoleTable.Print(
            session,
            ["group", "dead letters", "reason", "event", "destination", "status", "last failed", "newest", "says"],
            [.. groups.Select(Row)]
        );

    private static void PrintOrSay(AdminSession session, IReadOnlyList<DeadLetterGroup> groups)
    {
        if (groups.Count == 0)
        {
            session.Print("There are no such dead letters.");
        }
        else
        {
            Print(session, groups);
        }
    }

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var filter = await session.ReadFilterAsync(DeadLetterState.Dead, cancellationToken);
        var groups = await session.Admin.GetGroupsAsync(filter, cancellationToken);
        session.Show(groups, () => PrintOrSay(session, groups));
        return 0;
    }

    private static string?[] Row(DeadLetterGroup group) =>
        [
            group.Id,
            $"{group.Count}",
            group.Reason,
            group.Event,
            group.Destination,
            $"{group.Status}",
            ConsoleTable.Time(group.LastFailedAt),
            $"{group.Newest}",
            group.Title,
        ];
}
