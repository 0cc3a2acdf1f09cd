using Bridge.Core.Events;
using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>Somebody in the books, with all ids that turned out to be theirs.</summary>
internal sealed class BookedPerson
{
    public List<string> Ids { get; } = [];

    /// <summary>By business number.</summary>
    public Dictionary<string, BookedThread> Threads { get; } = [];

    public BookedThread ThreadWith(string number) => Threads.TryGetValue(number, out var thread) ? thread : Threads[number] = new();

    public void Absorb(BookedPerson other)
    {
        Ids.AddRange(other.Ids);
        other.Threads.ToList().ForEach(thread => ThreadWith(thread.Key).Absorb(thread.Value));
    }

    public override string ToString() => Ids[0];
}

/// <summary>What one person and one business number told each other, as far as something follows from it.</summary>
internal sealed class BookedThread
{
    private readonly List<(DateTimeOffset At, ConversationStep Step)> _steps = [];

    /// <summary>Who was known before they wrote is no new contact.</summary>
    private int Contacts => Has(StepKind.Created) || (Has(StepKind.Inbound, StepKind.Overheard) && !Has(StepKind.Known)) ? 1 : 0;

    /// <summary>Events that nobody told of.</summary>
    public int Derived(TimeSpan? silence, ServiceMode first)
    {
        var course = Course(silence, first);
        return (Has(StepKind.Created) ? 0 : Contacts) + course.Handoffs + course.Silences;
    }

    /// <summary>How many events of this name there must be, whoever tells of them.</summary>
    /// <param name="silence">After how long without a message a conversation is over; null for never.</param>
    /// <param name="first">Who answers when a conversation begins.</param>
    public int CountOf(string name, TimeSpan? silence, ServiceMode first) =>
        name switch
        {
            DerivedKey.Contact => Contacts,
            DerivedKey.Handoff => Count(StepKind.Handoff) + Course(silence, first).Handoffs,
            DerivedKey.Resolved => Course(silence, first).Ends,
            _ => 0,
        };

    /// <summary>
    /// How many hand-overs more may have been told: of each that asked, before it was heard of what had happened until then. What was told
    /// stays.
    /// </summary>
    public int MoreHandoffs(TimeSpan? silence, ServiceMode first) =>
        _steps.Count(entry => entry.Step is { Kind: StepKind.Inbound, Trigger: not null }) - Course(silence, first).Handoffs;

    public void Take(DateTimeOffset at, ConversationStep step) => _steps.Add((at, step));

    public void Absorb(BookedThread other) => _steps.AddRange(other._steps);

    private BookedCourse Course(TimeSpan? silence, ServiceMode first)
    {
        var course = new BookedCourse(silence, first);
        foreach (var (at, step) in _steps.OrderBy(entry => entry.At).ThenBy(entry => BookedCourse.Rank(entry.Step)))
        {
            course.Take(at, step);
        }

        course.Finish();
        return course;
    }

    private bool Has(params ReadOnlySpan<StepKind> kinds)
    {
        foreach (var (_, step) in _steps)
        {
            if (kinds.Contains(step.Kind))
            {
                return true;
            }
        }

        return false;
    }

    private int Count(StepKind kind) => _steps.Count(entry => entry.Step.Kind == kind);
}
