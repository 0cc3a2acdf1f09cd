using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>bridge dead-letters export</c>.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = CreateFormat();

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "The file to write; standard output unless given.", HelpName = "file" };

    public static Command Create() => DeadLettersCommand.Create(
        "export",
        "Writes letters with their contents, oldest first: a JSON object a line, or CSV for a spreadsheet.",
        "export --reason refused --format csv --out refused.csv",
        [FilterOptions.Ids, .. FilterOptions.All, FilterOptions.State, Format, Out, DeskOptions.Reveal],
        RunAsync);

    private static Option<string> CreateFormat()
    {
        var option = new Option<string>("--format") { Description = $"{LetterExport.Ndjson} unless given, or {LetterExport.Csv}.", HelpName = "format", DefaultValueFactory = _ => LetterExport.Ndjson };
        option.AcceptOnlyFromAmong([.. LetterExport.Formats]);
        return option;
    }

    private static async Task<int> RunAsync(DeskSession session, CancellationToken cancellationToken)
    {
        var filter = FilterOptions.Read(session.Parsed, LetterState.Dead);
        var letters = session.Desk.ExportAsync(filter, session.RevealTo, session.Actor, cancellationToken);
        await using var ahead = await LookAhead<ExportedLetter>.StartAsync(letters, cancellationToken);   // before a file is overwritten
        var format = session.Parsed.GetRequiredValue(Format);
        if (session.Parsed.GetValue(Out) is not { } file)
        {
            await LetterExport.WriteAsync(ahead, format, session.Output, cancellationToken);
            return 0;
        }

        await using var output = new StreamWriter(file.FullName);
        var count = await LetterExport.WriteAsync(ahead, format, output, cancellationToken);
        await session.Error.WriteLineAsync($"Wrote {count} to {file.FullName}.");
        return 0;
    }
}
