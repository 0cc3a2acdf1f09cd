using Bridge.DeadLetters.Masking;
using Bridge.Storage;

namespace Bridge.Journal;

/// <summary>Makes the story of each event of what was found of it.</summary>
internal static class TraceStory
{
    /// <param name="asked">The event that was asked for by its id, if it was.</param>
    /// <param name="isNoted">Whether the audit says who asked: then even ids with which numbers could be tried out are told.</param>
    public static IReadOnlyList<TracedEvent> Tell(IReadOnlyList<FoundStep> found, Asker asker, Guid? asked, bool isNoted) =>
        [
            .. found
                .Where(step => asker.IsOperator || step.IsForEverybody)
                .GroupBy(step => step.Id)
                .Select(steps => Tell([.. steps], asker, asked, isNoted))
                .OrderBy(told => told.ReceivedAt)
                .Take(Trace.Most),
        ];

    private static TracedEvent Tell(List<FoundStep> found, Asker asker, Guid? asked, bool isNoted)
    {
        var steps = Order(found.ConvertAll(one => one.Step));
        var (id, name) = (found[0].Id, found.Select(one => one.Name).FirstOrDefault(one => !string.IsNullOrEmpty(one)));
        return new TracedEvent(
            id == asked ? id : found.Select(one => IdOf(one, asker, isNoted)).FirstOrDefault(one => one is not null),
            NameOf(name, asker),
            StateOf(steps),
            found.Min(one => one.ReceivedAt),
            steps
        );
    }

    /// <summary>The id, unless numbers could be tried out with it and nobody notes who sees it.</summary>
    public static Guid? IdOf(FoundStep step, Asker asker, bool isNoted) =>
        asker.IsOperator && (isNoted || step.IsForEverybody) ? step.Id : null;

    public static string? NameOf(string? name, Asker asker) => asker.IsOperator ? name : DeadLetterMask.Name(DeadReason.Refused, name);

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

    /// <summary>That it was delivered counts before that it was dropped when it came again.</summary>
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
