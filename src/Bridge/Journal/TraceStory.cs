using Bridge.DeadLetters.Masking;
using Bridge.Storage;

namespace Bridge.Journal;

/// <summary>Makes the story of each event of what was found of it.</summary>
internal static class TraceStory
{
    /// <param name="asked">The event that was asked for by its id, if it was.</param>
    public static IReadOnlyList<TracedEvent> Tell(IReadOnlyList<FoundStep> found, Asker asker, Guid? asked) =>
        [
            .. found
                .Where(step => asker.IsOperator || step.IsForEverybody)
                .GroupBy(step => step.Id)
                .Select(steps => Tell([.. steps], asker, asked))
                .OrderBy(told => told.ReceivedAt)
                .Take(Trace.Most),
        ];

    private static TracedEvent Tell(List<FoundStep> found, Asker asker, Guid? asked)
    {
        var steps = Order(found.ConvertAll(one => one.Step));
        var (id, name) = (found[0].Id, found.Select(one => one.Name).FirstOrDefault(one => !string.IsNullOrEmpty(one)));
        return new TracedEvent(
            asker.IsOperator || id == asked ? id : null,
            asker.IsOperator || name is null ? name : DeadLetterMask.Name(DeadReason.Refused, name),
            StateOf(steps),
            found.Min(one => one.ReceivedAt),
            steps
        );
    }

    /// <summary>
    /// By time; what it is now comes last. The last death of a dead letter is told by that, which has a number, and not by the journal too.
    /// </summary>
    private static List<TraceStep> Order(List<TraceStep> steps)
    {
        var deadLetters = steps.Count(step => step is { DeadLetter: not null, At: not null });
        var twice = steps
            .Where(step => step is { State: TraceState.Dead, DeadLetter: null })
            .OrderByDescending(step => step.At)
            .Take(deadLetters)
            .ToHashSet();
        return [.. steps.Where(step => !twice.Contains(step)).OrderBy(step => step.At ?? DateTimeOffset.MaxValue)];
    }

    /// <summary>Where it is counts before what happened to it, and that it was delivered before that it was dropped when it came again.</summary>
    private static string StateOf(List<TraceStep> steps)
    {
        var isReplay = steps.Exists(step => step is { State: TraceState.Waiting, DeadLetter: not null });
        return isReplay ? TraceState.Waiting
            : steps.FindLast(step => step.State is TraceState.Delivered or TraceState.Dead or TraceState.Replaying or TraceState.Discarded)
                is { } settled
                ? settled.State
            : steps.Find(step => step.At is null) is { } now ? now.State
            : steps[^1].State;
    }
}
