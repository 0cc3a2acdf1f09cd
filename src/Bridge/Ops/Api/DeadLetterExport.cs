using System.Buffers;
using System.Text.Json;
using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>Writes dead letters as lines: JSON objects, or cells for a spreadsheet.</summary>
internal static class DeadLetterExport
{
    public const string Ndjson = "ndjson";
    public const string Csv = "csv";

    /// <summary>How the formats are called.</summary>
    public static readonly IReadOnlyList<string> Formats = [Ndjson, Csv];

    private const string Header =
        "id,eventId,reason,event,destination,status,group,source,user,state,attempts,firstFailedAt,lastFailedAt,"
        + "receivedAt,explanation,version,replay,answer,content,isBase64";

    /// <summary>Cells are RFC 4180; these are what may end one or trouble a reader that separates otherwise.</summary>
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\"\t\r\n ");

    public static string ContentType(string format) => format is Csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";

    /// <returns>How many dead letters were written.</returns>
    public static async Task<long> WriteAsync(
        IAsyncEnumerator<ExportedDeadLetter> deadLetters,
        string format,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        if (format is Csv)
        {
            await output.WriteAsync((Header + "\r\n").AsMemory(), cancellationToken);
        }

        var count = 0L;
        while (await deadLetters.MoveNextAsync())
        {
            await output.WriteAsync(
                (format is Csv ? CsvLine(deadLetters.Current) : JsonLine(deadLetters.Current)).AsMemory(),
                cancellationToken
            );
            count++;
        }

        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static string JsonLine(ExportedDeadLetter deadLetter) =>
        JsonSerializer.Serialize(ExportLine.Of(deadLetter), ApiJson.Options) + "\n";

    private static string CsvLine(ExportedDeadLetter deadLetter) =>
        string.Join(',', Cells(deadLetter.Summary, deadLetter).Select(Cell)) + "\r\n";

    private static IEnumerable<string?> Cells(DeadLetterSummary summary, ExportedDeadLetter deadLetter) =>
        [
            $"{summary.Id}",
            $"{summary.EventId}",
            summary.Reason,
            summary.Event,
            summary.Destination,
            $"{summary.Status}",
            summary.Group,
            summary.Source,
            summary.User,
            summary.State.ToString().ToLowerInvariant(),
            $"{summary.Attempts}",
            Times.Text(summary.FirstFailedAt),
            Times.Text(summary.LastFailedAt),
            Times.Text(summary.ReceivedAt),
            summary.Explanation,
            $"{summary.Version}",
            $"{summary.Replay}",
            deadLetter.Answer,
            deadLetter.Content,
            deadLetter.IsBase64 ? "true" : "false",
        ];

    /// <summary>
    /// A spreadsheet takes what begins so for a formula, and what strangers wrote must not calculate: the apostrophe makes it text.
    /// </summary>
    internal static string Cell(string? value)
    {
        var text = value is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\t' or '\r' or '\n', ..]
            ? "'" + value
            : value ?? "";
        return text.AsSpan().ContainsAny(NeedQuotes) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }
}
