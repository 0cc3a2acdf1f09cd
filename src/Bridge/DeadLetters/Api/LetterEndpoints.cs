using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.DeadLetters.Api;

/// <summary>Looking at letters: <c>/api/dead-letters</c>.</summary>
internal static class LetterEndpoints
{
    public static RouteGroupBuilder MapLetters(this RouteGroupBuilder letters)
    {
        letters.MapGet("", ListAsync).WithQuery([.. LetterQuery.Filter, LetterQuery.Before, LetterQuery.Limit, LetterQuery.Reveal])
            .Describe("Lists dead letters, newest first", "Ask for the next page with before set to next, until next is null.");
        letters.MapGet("/{id:long}", FindAsync).WithQuery(LetterQuery.Reveal).MayBeMissing()
            .Describe("Shows one letter", "With its content, the collector's answer, its versions, its history, and what today's translator makes of it.");
        letters.MapGet("/groups", GroupAsync).WithQuery(LetterQuery.Filter)
            .Describe("Groups letters that died alike, the largest group first");
        letters.MapGet("/export", ExportAsync).WithQuery([.. LetterQuery.Filter, LetterQuery.Format, LetterQuery.Reveal])
            .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson", "text/csv")
            .Describe("Exports letters with their contents, oldest first", "Streamed. Cells of CSV that a spreadsheet would take for a formula begin with an apostrophe.");
        letters.MapGet("/audit", AuditAsync).WithQuery(LetterQuery.Before, LetterQuery.Limit)
            .Describe("Tells who did what, newest first");
        return letters;
    }

    private static async Task<Ok<LetterPage>> ListAsync(HttpContext context, IDeadLetterDesk desk)
    {
        var query = context.Request.Query;
        return TypedResults.Ok(await desk.ListAsync(query.ReadFilter(), query.ReadBefore(), query.ReadLimit(), await context.RevealToAsync(), context.RequestAborted));
    }

    private static async Task<Ok<LetterDocument>> FindAsync(long id, HttpContext context, IDeadLetterDesk desk)
    {
        var letter = await desk.FindAsync(id, await context.RevealToAsync(), context.RequestAborted) ?? throw NoLetter(id);
        return TypedResults.Ok(LetterDocument.Of(letter));
    }

    private static async Task<Ok<ItemList<LetterGroup>>> GroupAsync(HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(new ItemList<LetterGroup>(await desk.GetGroupsAsync(context.Request.Query.ReadFilter(), context.RequestAborted)));

    /// <summary>Reads the first letter before it answers, so that what fails at once is not a 200.</summary>
    private static async Task<EmptyHttpResult> ExportAsync(HttpContext context, IDeadLetterDesk desk)
    {
        var (query, cancellation) = (context.Request.Query, context.RequestAborted);
        var (filter, format) = (query.ReadFilter(), query.ReadFormat());
        var letters = desk.ExportAsync(filter, await context.RevealToAsync(), context.GetActor(), cancellation);
        await using var ahead = await LookAhead<ExportedLetter>.StartAsync(letters, cancellation);
        context.Response.ContentType = LetterExport.ContentType(format);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"dead-letters.{format}\"";
        await using var output = new StreamWriter(context.Response.Body, leaveOpen: true);
        await LetterExport.WriteAsync(ahead, format, output, cancellation);
        return TypedResults.Empty;
    }

    private static async Task<Ok<ItemList<AuditEntry>>> AuditAsync(HttpContext context, IDeadLetterDesk desk)
    {
        var limit = context.Request.Query.ReadLimit();
        var entries = await desk.GetAuditAsync(context.Request.Query.ReadBefore(), limit, context.RequestAborted);
        return TypedResults.Ok(new ItemList<AuditEntry>(entries, entries.Count == limit ? entries[^1].Id : null));
    }

    private static DeskException NoLetter(long id) => new(DeskProblem.NotFound, $"There is no dead letter {id}.");
}
