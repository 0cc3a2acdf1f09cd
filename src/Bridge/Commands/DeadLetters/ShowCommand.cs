using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters show</c>.</summary>
internal static class ShowCommand
{
    private static readonly Argument<long> Id = new("ID") { Description = "The number of the letter, as list shows it." };

    private static readonly Option<bool> ContentOnly = new("--content") { Description = "Nothing but the content, byte for byte: for editing with --reveal, and for bridge translate." };

    public static Command Create() => DeadLettersCommand.Create(
        "show",
        "Shows one letter: the content, the collector's answer, its history, and what today's translator makes of it.",
        "show 42 --reveal",
        [Id, ContentOnly, DeskOptions.Reveal],
        RunAsync);

    private static async Task<int> RunAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var id = session.Parsed.GetValue(Id);
        if (await session.Desk.FindAsync(id, session.RevealTo, cancellationToken) is not { } letter)
        {
            await session.Error.WriteLineAsync($"There is no dead letter {id}.");
            return 1;
        }

        if (session.Parsed.GetValue(ContentOnly))
        {
            await session.Output.WriteAsync(letter.Content);
        }
        else if (session.IsJson)
        {
            session.PrintJson(LetterDocument.Of(letter));
        }
        else
        {
            Print(session, letter);
        }

        return 0;
    }

    private static void Print(DeskSession session, Letter letter)
    {
        Sheet.Print(session, ["letter", $"{letter.Summary.Id}"], [.. Facts(letter.Summary)]);
        PrintText(session, "the collector's answer", letter.Answer);
        PrintText(session, "original", letter.Original);
        PrintText(session, (letter.Original is null ? "content" : $"content, version {letter.Summary.Version}") + (letter.IsBase64 ? " (base64)" : "") + (letter.IsMasked ? " (masked)" : ""), letter.Content);
        foreach (var text in letter.Today?.Events ?? [])
        {
            PrintText(session, "today it becomes", text);
        }

        PrintText(session, "today it still becomes nothing", letter.Today?.Problem);
        session.Print("");
        Sheet.Print(session, ["history", "", "by"], [.. letter.History.Select(note => (string?[])[Sheet.Time(note.At), note.What, note.By])]);
    }

    private static IEnumerable<string?[]> Facts(LetterSummary letter) =>
        new (string Name, string? Value)[]
        {
            ("state", letter.State.ToString().ToLowerInvariant()), ("reason", letter.Reason), ("explanation", letter.Explanation), ("event", letter.Event), ("event id", $"{letter.EventId}"),
            ("destination", letter.Destination), ("status", letter.Status?.ToString()), ("group", letter.Group), ("source", letter.Source), ("user", letter.User),
            ("attempts", $"{letter.Attempts}"), ("received", Sheet.Time(letter.ReceivedAt)), ("first failed", Sheet.Time(letter.FirstFailedAt)),
            ("last failed", Sheet.Time(letter.LastFailedAt)), ("replay", letter.Replay?.ToString()),
        }
        .Where(fact => fact.Value is not null)
        .Select(fact => (string?[])[fact.Name, fact.Value]);

    private static void PrintText(DeskSession session, string title, string? text)
    {
        if (text is not null)
        {
            session.Print($"\n{title}:\n{Sheet.Lines(text)}");
        }
    }
}
