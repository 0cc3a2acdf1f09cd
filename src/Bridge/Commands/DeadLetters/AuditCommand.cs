using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters audit</c>.</summary>
internal static class AuditCommand
{
    private static readonly Option<int> Limit = CreateLimit();

    public static Command Create() =>
        DeadLettersCommand.Create("audit", "Tells who did what to dead letters, newest first.", "audit --limit 20", [Limit], RunAsync);

    private static Option<int> CreateLimit()
    {
        var option = new Option<int>("--limit")
        {
            Description = $"At most so many: 1 to {AdminLimits.MaxPage}; {DeadLetterQuery.DefaultLimit} unless given.",
            HelpName = "n",
            DefaultValueFactory = _ => DeadLetterQuery.DefaultLimit,
        };
        option.Validators.Add(result =>
        {
            if (Quantity.Typed(result) is < 1 or > AdminLimits.MaxPage)
            {
                result.AddError($"--limit must be between 1 and {AdminLimits.MaxPage}.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var entries = await session.Admin.GetAuditAsync(before: null, session.Parsed.GetValue(Limit), cancellationToken);
        session.Show(
            entries,
            () =>
                ConsoleTable.Print(
                    session,
                    ["at", "by", "did", "dead letters", "to what", "why"],
                    [
                        .. entries.Select(entry =>
                            (string?[])[ConsoleTable.Time(entry.At), entry.By, entry.Action, $"{entry.Count}", entry.Subject, entry.Why]
                        ),
                    ]
                )
        );

        return 0;
    }
}
