using System.CommandLine;
using Bridge.Journal;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge trace ID</c>.</summary>
internal static class TraceCommand
{
    private static readonly Argument<string> Id = new("ID")
    {
        Description = "A message's id (wamid), an event's id, or a person: a phone number with or without +, or another id of theirs.",
    };

    public static Command Create() =>
        DeadLettersCommand.CreateOfAdmin(
            "trace",
            "Tells what became of a message, an event or a person's events; "
                + "of the store that is configured here, or of a Bridge elsewhere (--server).",
            "trace wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhg",
            [Id],
            RunAsync
        );

    /// <returns>1 when Bridge knows nothing of it.</returns>
    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var asker = new Asker(session.Actor.Name, IsOperator: true);
        var trace = await session.Tracer.TraceAsync(session.Parsed.GetRequiredValue(Id), asker, cancellationToken);
        session.Show(trace, () => Print(session, trace));
        return trace.Events.Count > 0 ? 0 : 1;
    }

    private static void Print(AdminSession session, Trace trace)
    {
        foreach (var told in trace.Events)
        {
            session.Print(string.Join("  ", new[] { told.Event ?? "an event", told.State, told.EventId?.ToString() }.OfType<string>()));
            if (told.ReceivedAt is { } received && told.State != TraceState.TakenIn)
            {
                session.Print($"  {ConsoleTable.Time(received)}  received");
            }

            told.Steps.ToList().ForEach(step => session.Print("  " + ConsoleTable.Line(Line(step))));
        }

        session.Print(
            (trace.Events.Count == 0 ? "Bridge knows nothing of it: it never came, or long ago, or under another id. " : "")
                + (trace.JournalSince is { } since ? $"The journal begins at {ConsoleTable.Time(since)}." : "The journal is empty so far.")
        );
    }

    private static string Line(TraceStep step) =>
        (step.At is { } at ? ConsoleTable.Time(at) : "now".PadRight(ConsoleTable.Time(DateTimeOffset.UnixEpoch).Length))
        + "  "
        + StepLine.Of(step);
}
