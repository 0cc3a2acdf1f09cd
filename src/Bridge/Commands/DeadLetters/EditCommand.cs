using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters edit</c>.</summary>
internal static class EditCommand
{
    private const string StandardInput = "-";

    private static readonly Argument<long> Id = new("ID") { Description = "The number of the dead letter, as list shows it." };
    private static readonly Argument<string> FileName = new("FILE") { Description = "The new content; - is standard input." };
    private static readonly Option<int?> Version = new("--version")
    {
        Description = "The version it was made from, as show tells; the newest unless given.",
        HelpName = "n",
    };
    private static readonly Option<bool> NewId = new("--new-id")
    {
        Description = "Give the event a new id, so that the collector takes it for another event.",
    };

    public static Command Create() =>
        DeadLettersCommand.Create(
            "edit",
            "Gives a dead letter a new content; the original stays. Get it unmasked with show ID --content --reveal.",
            "edit 42 repaired.json --why \"currency was missing\"",
            [Id, FileName, Version, NewId, AdminOptions.Why],
            RunAsync
        );

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var id = session.Parsed.GetValue(Id);
        var content = await ReadAsync(session.Parsed.GetRequiredValue(FileName), cancellationToken);
        var version = session.Parsed.GetValue(Version) ?? await NewestAsync(session, id, cancellationToken);
        var deadLetter = await session.Admin.EditAsync(
            id,
            new DeadLetterEdit(content, version, session.Parsed.GetValue(NewId), session.Why),
            session.Actor,
            cancellationToken
        );
        if (deadLetter.Retranslation is { Problem: { } problem })
        {
            await session.Error.WriteLineAsync($"Beware: {problem}. Replayed as it is now, it dies again.");
        }

        session.Show(
            DeadLetterDocument.Of(deadLetter),
            () =>
                session.Print(
                    $"Dead letter {id} has version {deadLetter.Summary.Version} now. Replay it with: meta-bridge dead-letters replay {id}"
                )
        );

        return 0;
    }

    private static async Task<int> NewestAsync(AdminSession session, long id, CancellationToken cancellationToken) =>
        (
            await session.Admin.FindAsync(id, revealTo: null, cancellationToken)
            ?? throw new AdminException(AdminProblem.NotFound, $"There is no dead letter {id}.")
        )
            .Summary
            .Version;

    private static Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        file is StandardInput ? Console.In.ReadToEndAsync(cancellationToken) : File.ReadAllTextAsync(file, cancellationToken);
}
