using Bridge.Journal;

namespace Bridge.Commands.DeadLetters;

/// <summary>What happened to an event, as a line.</summary>
internal static class StepLine
{
    /// <summary>Such as <c>delivered to default (collector.example:443), status 200, 1 attempt</c>.</summary>
    public static string Of(TraceStep step) =>
        step.State
        + (step.Why is { } why ? $": {why}" : "")
        + (step.Until is { } until ? $" until {ConsoleTable.Time(until)}" : "")
        + (step.Destination is { } destination ? $" {(step.State is TraceState.Delivered ? "to" : "for")} {destination}" : "")
        + (step.Address is { } address ? $" ({address})" : "")
        + (step.Status is { } status ? $", status {status}" : "")
        + (step.Attempts is { } attempts ? $", {attempts} {(attempts == 1 ? "attempt" : "attempts")}" : "")
        + (step.DeadLetter is { } deadLetter ? $", dead letter {deadLetter}" : "");
}
