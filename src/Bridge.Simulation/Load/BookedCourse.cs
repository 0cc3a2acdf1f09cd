using Bridge.Core.Events;

namespace Bridge.Simulation.Load;

/// <summary>
/// The course of a thread, step by step in the order in which things happened: who answers, and when a conversation is over.
/// </summary>
/// <param name="silence">After how long without a message it is; null for never.</param>
/// <param name="first">Who answers when a conversation begins.</param>
internal sealed class BookedCourse(TimeSpan? silence, ServiceMode first)
{
    private ServiceMode? _mode;
    private DateTimeOffset? _lastMessage;
    private bool _isConversation;
    private bool _hasEnded;

    /// <summary>How many hand-overs follow that nobody told of.</summary>
    public int Handoffs { get; private set; }

    /// <summary>How many conversations silence ended.</summary>
    public int Silences { get; private set; }

    /// <summary>How many words of a CRM ended one: none where silence or another word did before.</summary>
    public int Words { get; private set; }

    public int Ends => Silences + Words;

    /// <summary>The order of what happened at one moment: Meta counts in seconds.</summary>
    public static int Rank(ConversationStep step) =>
        step.Kind switch
        {
            StepKind.Inbound => 0,
            StepKind.Handoff => 1,
            StepKind.Assigned => 2,
            StepKind.Outbound => 3,
            StepKind.Campaign => 4,
            _ => 5,
        };

    private ServiceMode Mode => _mode ?? first;

    public void Take(DateTimeOffset at, ConversationStep step)
    {
        if (at - _lastMessage > silence)
        {
            EndBySilence();
        }

        switch (step.Kind)
        {
            case StepKind.Inbound or StepKind.Outbound or StepKind.Campaign:
                (_lastMessage, _hasEnded) = (at, false);
                _isConversation |= step.Kind is not StepKind.Campaign;
                HandOver(step);
                break;
            case StepKind.Handoff:
                _mode = step.By;
                break;
            case StepKind.Assigned:
                _mode = ServiceMode.Agent;
                break;
            case StepKind.Resolved when !_hasEnded:
                Words++;
                End();
                break;
        }
    }

    /// <summary>Nothing more happens.</summary>
    public void Finish()
    {
        if (silence is not null && _lastMessage is not null)
        {
            EndBySilence();
        }
    }

    /// <summary>Somebody asks for a person while none answers, or a person answers in the bot's place.</summary>
    private void HandOver(ConversationStep step)
    {
        var passes =
            step.Kind is StepKind.Inbound
                ? step.Trigger is not null && Mode != ServiceMode.Agent
                : step is { Kind: StepKind.Outbound, By: ServiceMode.Agent } && Mode == ServiceMode.Bot;
        if (passes)
        {
            (_mode, Handoffs) = (ServiceMode.Agent, Handoffs + 1);
        }
    }

    /// <summary>Of a template alone nobody is told that it is over.</summary>
    private void EndBySilence()
    {
        Silences += _isConversation ? 1 : 0;
        End();
    }

    private void End() => (_mode, _lastMessage, _hasEnded, _isConversation) = (null, null, _isConversation, false);
}
