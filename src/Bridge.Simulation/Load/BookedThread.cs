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

    /// <summary>Hand-overs that somebody told of, and those that only follow.</summary>
    private int Handoffs => Count(StepKind.Handoff) + Implied();

    /// <summary>Events that nobody told of.</summary>
    public int Derived => (Has(StepKind.Created) ? 0 : Contacts) + Implied();

    /// <summary>How many events of this name there must be.</summary>
    public int CountOf(string name) =>
        name switch
        {
            DerivedKey.Contact => Contacts,
            DerivedKey.Handoff => Handoffs,
            _ => 0,
        };

    public void Take(DateTimeOffset at, ConversationStep step) => _steps.Add((at, step));

    public void Absorb(BookedThread other) => _steps.AddRange(other._steps);

    /// <summary>Somebody asks for a person while none answers, or a person answers in the bot's place.</summary>
    private int Implied()
    {
        var (mode, implied) = (ServiceMode.Unknown, 0);
        foreach (var (_, step) in _steps.OrderBy(entry => entry.At))
        {
            var passes =
                (step is { Kind: StepKind.Inbound, Trigger: not null } && mode != ServiceMode.Agent)
                || (step is { Kind: StepKind.Outbound, By: ServiceMode.Agent } && mode == ServiceMode.Bot);
            implied += passes ? 1 : 0;
            mode = passes ? ServiceMode.Agent : After(step, mode);
        }

        return implied;
    }

    private static ServiceMode After(ConversationStep step, ServiceMode mode) =>
        step.Kind switch
        {
            StepKind.Handoff => step.By,
            StepKind.Assigned => ServiceMode.Agent,
            StepKind.Resolved => ServiceMode.Unknown,
            _ => mode,
        };

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
