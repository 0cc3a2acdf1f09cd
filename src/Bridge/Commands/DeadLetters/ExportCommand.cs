using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Ops.Api;
using Bridge.Storage;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters export</c>.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = CreateFormat();

    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "The file to write; standard output unless given.",
        HelpName = "file",
    };

    public static Command Create() =>
        DeadLettersCommand.Create(
            "export",
            "Writes dead letters with their contents, oldest first: a JSON object a line, or CSV for a spreadsheet.",
            "export --reason refused --format csv --out refused.csv",
            [FilterOptions.Ids, .. FilterOptions.All, FilterOptions.State, Format, Out, AdminOptions.Reveal],
            RunAsync
        );

    private static Option<string> CreateFormat()
    {
        var option = new Option<string>("--format")
        {
            Description = $"{DeadLetterExport.Ndjson} unless given, or {DeadLetterExport.Csv}.",
            HelpName = "format",
            DefaultValueFactory = _ => DeadLetterExport.Ndjson,
        };
        option.AcceptOnlyFromAmong([.. DeadLetterExport.Formats]);
        return option;
    }

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var filter = await session.ReadFilterAsync(DeadLetterState.Dead, cancellationToken);
        var deadLetters = session.Admin.ExportAsync(filter, session.RevealTo, session.Actor, cancellationToken);
        // Before a file is overwritten
        await using var ahead = await LookAhead<ExportedDeadLetter>.StartAsync(deadLetters, cancellationToken);
        var format = session.Parsed.GetRequiredValue(Format);
        if (session.Parsed.GetValue(Out) is not { } file)
        {
            await DeadLetterExport.WriteAsync(ahead, format, session.Output, cancellationToken);
            return 0;
        }

        await using var output = new StreamWriter(PrivateFile.Open(file.FullName, FileMode.Create, FileAccess.Write, FileShare.None));
        var count = await DeadLetterExport.WriteAsync(ahead, format, output, cancellationToken);
        await session.Error.WriteLineAsync($"Wrote {count} to {file.FullName}.");
        return 0;
    }
}
