using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters audit</c>.</summary>
internal static class AuditCommand
{
    private static readonly Option<int> Limit = CreateLimit();

    public static Command Create() => DeadLettersCommand.Create("audit", "Tells who did what to letters, newest first.", "audit --limit 20", [Limit], RunAsync);

    private static Option<int> CreateLimit()
    {
        var option = new Option<int>("--limit") { Description = $"At most so many: 1 to {DeskLimits.MaxPage}; {LetterQuery.DefaultLimit} unless given.", HelpName = "n", DefaultValueFactory = _ => LetterQuery.DefaultLimit };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > DeskLimits.MaxPage)
            {
                result.AddError($"--limit must be between 1 and {DeskLimits.MaxPage}.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var entries = await session.Desk.GetAuditAsync(before: null, session.Parsed.GetValue(Limit), cancellationToken);
        if (session.IsJson)
        {
            session.PrintJson(entries);
        }
        else
        {
            Sheet.Print(session, ["at", "by", "did", "letters", "to what", "why"], [.. entries.Select(entry => (string?[])[Sheet.Time(entry.At), entry.By, entry.Action, $"{entry.Count}", entry.Subject, entry.Why])]);
        }

        return 0;
    }
}
