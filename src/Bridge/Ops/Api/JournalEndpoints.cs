using Bridge.DeadLetters;
using Bridge.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Ops.Api;

/// <summary>Asking what became of events, <c>/api/trace</c>, and what becomes of them, <c>/api/journal</c>.</summary>
internal static class JournalEndpoints
{
    private static readonly QueryParameter Id = new(
        "id",
        FieldKind.Text,
        "A message's id (wamid), an event's id or, for operators, a person: a phone number with or without +, or another id of theirs."
    );

    private static readonly QueryParameter After = new("after", FieldKind.Number(0), "last of the page before; absent to begin with now.");
    private static readonly QueryParameter Event = new("event", FieldKind.Text, "The event's name, or the beginning of it before a *.");
    private static readonly QueryParameter User = new(
        "user",
        FieldKind.Text,
        "Whose, by one of their ids. For operators; noted in the audit."
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
        api.MapGet("/journal", FollowAsync)
            .WithQuery(After, Event, User)
            .Describe(
                "Tells what becomes of events as it happens",
                "What was delivered, dropped and dead since the page before: ask again with after set to last, at once while isFull."
            );
        return api;
    }

    private static async Task<Ok<JournalPage>> FollowAsync(HttpContext context, IEventTracer tracer)
    {
        var query = context.Request.Query;
        var filter = new FeedFilter((string?)query.Read(Event), (string?)query.Read(User));
        var after = (long?)query.Read(After);
        return TypedResults.Ok(await tracer.FollowAsync(filter, after, await context.GetAskerAsync(), context.RequestAborted));
    }

    private static async Task<Ok<Trace>> TraceAsync(HttpContext context, IEventTracer tracer)
    {
        var id = RequestBody.Required((string?)context.Request.Query.Read(Id), "id");
        return TypedResults.Ok(await tracer.TraceAsync(id, await context.GetAskerAsync(), context.RequestAborted));
    }
}
