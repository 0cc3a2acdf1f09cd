using Bridge.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Ops.Api;

/// <summary>Looking at dead letters: <c>/api/dead-letters</c>.</summary>
internal static class DeadLetterEndpoints
{
    public static RouteGroupBuilder MapDeadLetters(this RouteGroupBuilder deadLetters)
    {
        deadLetters
            .MapGet("", ListAsync)
            .WithQuery([.. DeadLetterQuery.Filter, DeadLetterQuery.Before, DeadLetterQuery.Limit, DeadLetterQuery.Reveal])
            .Describe("Lists dead letters, newest first", "Ask for the next page with before set to next, until next is null.");
        deadLetters
            .MapGet("/{id:long}", FindAsync)
            .WithQuery(DeadLetterQuery.Reveal)
            .MayBeMissing()
            .Describe(
                "Shows one dead letter",
                "With its content, the collector's answer, its versions, its history, and what today's translator makes of it."
            );
        deadLetters
            .MapGet("/groups", GroupAsync)
            .WithQuery(DeadLetterQuery.Filter)
            .Describe("Groups dead letters that died alike, the largest group first");
        deadLetters
            .MapGet("/export", ExportAsync)
            .WithQuery([.. DeadLetterQuery.Filter, DeadLetterQuery.Format, DeadLetterQuery.Reveal])
            .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson", "text/csv")
            .Describe(
                "Exports dead letters with their contents, oldest first",
                "Streamed. Cells of CSV that a spreadsheet would take for a formula begin with an apostrophe."
            );
        deadLetters
            .MapGet("/audit", AuditAsync)
            .WithQuery(DeadLetterQuery.Before, DeadLetterQuery.Limit)
            .Describe("Tells who did what, newest first");
        return deadLetters;
    }

    private static async Task<Ok<DeadLetterPage>> ListAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var query = context.Request.Query;
        return TypedResults.Ok(
            await admin.ListAsync(
                await context.PermitAsync(query.ReadFilter(), admin),
                query.ReadBefore(),
                query.ReadLimit(),
                await context.RevealToAsync(),
                context.RequestAborted
            )
        );
    }

    private static async Task<Ok<DeadLetterDocument>> FindAsync(long id, HttpContext context, IDeadLetterAdmin admin)
    {
        var deadLetter = await admin.FindAsync(id, await context.RevealToAsync(), context.RequestAborted) ?? throw NoDeadLetter(id);
        return TypedResults.Ok(DeadLetterDocument.Of(deadLetter));
    }

    private static async Task<Ok<ItemList<DeadLetterGroup>>> GroupAsync(HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(
            new ItemList<DeadLetterGroup>(
                await admin.GetGroupsAsync(await context.PermitAsync(context.Request.Query.ReadFilter(), admin), context.RequestAborted)
            )
        );

    /// <summary>Reads the first dead letter before it answers, so that what fails at once is not a 200.</summary>
    private static async Task<EmptyHttpResult> ExportAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var (query, cancellation) = (context.Request.Query, context.RequestAborted);
        var (filter, format) = (await context.PermitAsync(query.ReadFilter(), admin), query.ReadFormat());
        var deadLetters = admin.ExportAsync(filter, await context.RevealToAsync(), context.GetActor(), cancellation);
        await using var ahead = await LookAhead<ExportedDeadLetter>.StartAsync(deadLetters, cancellation);
        context.Response.ContentType = DeadLetterExport.ContentType(format);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"dead-letters.{format}\"";
        await using var output = new StreamWriter(context.Response.Body, leaveOpen: true);
        await DeadLetterExport.WriteAsync(ahead, format, output, cancellation);
        return TypedResults.Empty;
    }

    private static async Task<Ok<ItemList<AuditEntry>>> AuditAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var limit = context.Request.Query.ReadLimit();
        var entries = await admin.GetAuditAsync(context.Request.Query.ReadBefore(), limit, context.RequestAborted);
        return TypedResults.Ok(new ItemList<AuditEntry>(entries, entries.Count == limit ? entries[^1].Id : null));
    }

    private static AdminException NoDeadLetter(long id) => new(AdminProblem.NotFound, $"There is no dead letter {id}.");
}
