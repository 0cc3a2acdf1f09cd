using Bridge.DeadLetters;
using Bridge.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Ops.Api;

/// <summary>Asking what became of events: <c>/api/trace</c>.</summary>
internal static class JournalEndpoints
{
    private static readonly QueryParameter Id = new(
        "id",
        FieldKind.Text,
        "A message's id (wamid), an event's id or, for operators, a person: a phone number with or without +, or another id of theirs."
    );

    public static RouteGroupBuilder MapJournal(this RouteGroupBuilder api)
    {
        api.MapGet("/trace", TraceAsync)
            .WithQuery(Id)
            .Describe(
                "Tells what became of a message, an event or a person's events",
                "Received when, dropped by which rule, deferred, waiting, dead, delivered when, to whom and with which status. "
                    + "A search for a person is for operators and noted in the audit; viewers see events about messages, without ids."
            );
        return api;
    }

    private static async Task<Ok<Trace>> TraceAsync(HttpContext context, IEventTracer tracer)
    {
        var id = RequestBody.Required((string?)context.Request.Query.Read(Id), "id");
        return TypedResults.Ok(await tracer.TraceAsync(id, await context.GetAskerAsync(), context.RequestAborted));
    }
}
