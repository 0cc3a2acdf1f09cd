using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters show</c>.</summary>
internal static class ShowCommand
{
    private static readonly Argument<long> Id = new("ID") { Description = "The number of the dead letter, as list shows it." };

    private static readonly Option<bool> ContentOnly = new("--content")
    {
        Description =
            "Nothing but the content, byte for byte unless it is a terminal that reads it: "
            + "for editing with --reveal, and for meta-bridge translate.",
    };

    public static Command Create() =>
        DeadLettersCommand.Create(
            "show",
            "Shows one dead letter: the content, the collector's answer, its history, and what today's translator makes of it.",
            "show 42 --reveal",
            [Id, ContentOnly, AdminOptions.Reveal],
            RunAsync
        );

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var id = session.Parsed.GetValue(Id);
        if (await session.Admin.FindAsync(id, session.RevealTo, cancellationToken) is not { } deadLetter)
        {
            await session.Error.WriteLineAsync($"There is no dead letter {id}.");
            return 1;
        }

        if (session.Parsed.GetValue(ContentOnly))
        {
            await (Terminal.IsRedirected ? Terminal.Exact(session.Output) : session.Output).WriteAsync(deadLetter.Content);
        }
        else
        {
            session.Show(DeadLetterDocument.Of(deadLetter), () => Print(session, deadLetter));
        }

        return 0;
    }

    private static void Print(AdminSession session, DeadLetter deadLetter)
    {
        ConsoleTable.Print(session, ["dead letter", $"{deadLetter.Summary.Id}"], [.. Facts(deadLetter.Summary)]);
        PrintText(session, "the collector's answer", deadLetter.Answer);
        PrintText(session, "original", deadLetter.Original);
        PrintText(
            session,
            (deadLetter.Original is null ? "content" : $"content, version {deadLetter.Summary.Version}")
                + (deadLetter.IsBase64 ? " (base64)" : "")
                + (deadLetter.IsMasked ? " (masked)" : ""),
            deadLetter.Content
        );
        foreach (var text in deadLetter.Retranslation?.Events ?? [])
        {
            PrintText(session, "today it becomes", text);
        }

        PrintText(session, "today it still becomes nothing", deadLetter.Retranslation?.Problem);
        session.Print("");
        ConsoleTable.Print(
            session,
            ["history", "", "by"],
            [.. deadLetter.History.Select(note => (string?[])[ConsoleTable.Time(note.At), note.What, note.By])]
        );
    }

    private static IEnumerable<string?[]> Facts(DeadLetterSummary deadLetter) =>
        new (string Name, string? Value)[]
        {
            ("state", deadLetter.State.ToString().ToLowerInvariant()),
            ("reason", deadLetter.Reason),
            ("explanation", deadLetter.Explanation),
            ("event", deadLetter.Event),
            ("event id", deadLetter.EventId?.ToString()),
            ("destination", deadLetter.Destination),
            ("status", deadLetter.Status?.ToString()),
            ("group", deadLetter.Group),
            ("source", deadLetter.Source),
            ("user", deadLetter.User),
            ("attempts", $"{deadLetter.Attempts}"),
            ("received", ConsoleTable.Time(deadLetter.ReceivedAt)),
            ("first failed", ConsoleTable.Time(deadLetter.FirstFailedAt)),
            ("last failed", ConsoleTable.Time(deadLetter.LastFailedAt)),
            ("replay", deadLetter.Replay?.ToString()),
        }
            .Where(fact => fact.Value is not null)
            .Select(fact => (string?[])[fact.Name, fact.Value]);

    private static void PrintText(AdminSession session, string title, string? text)
    {
        if (text is not null)
        {
            session.Print($"\n{title}:\n{text}");
        }
    }
}
