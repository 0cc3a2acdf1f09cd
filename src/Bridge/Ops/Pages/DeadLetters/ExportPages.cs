using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>What the list means as a file; masked, as the list is.</summary>
internal static class ExportPages
{
    public static async Task<IResult> SendAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        var format = page.Query["format"].ToString();
        if (problems.Count > 0 || !DeadLetterExport.Formats.Contains(format))
        {
            var why = problems.DefaultIfEmpty($"The format is one of {string.Join(", ", DeadLetterExport.Formats)}.");
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was exported", string.Join(" ", why));
        }

        if (await page.RefuseSearchAsync(filter, admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var deadLetters = admin.ExportAsync(page.Permitted(filter), revealTo: null, page.Actor, cancellationToken);
        var ahead = await LookAhead<ExportedDeadLetter>.StartAsync(deadLetters, cancellationToken);
        return Results.Stream(
            output => WriteAsync(ahead, format, output, cancellationToken),
            DeadLetterExport.ContentType(format),
            $"dead-letters.{format}"
        );
    }

    private static async Task WriteAsync(
        LookAhead<ExportedDeadLetter> deadLetters,
        string format,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        await using var ahead = deadLetters;
        await using var writer = new StreamWriter(output, leaveOpen: true);
        await DeadLetterExport.WriteAsync(ahead, format, writer, cancellationToken);
    }
}
