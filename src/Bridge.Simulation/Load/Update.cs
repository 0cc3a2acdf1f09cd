namespace Bridge.Simulation.Load;

internal enum UpdateKind
{
    /// <summary>A person writes.</summary>
    Message,

    Sent,
    Delivered,
    Read,
    Failed,

    /// <summary>The CRM gives the chat to an agent.</summary>
    Assigned,

    /// <summary>The CRM tells who sent a message, of which Meta tells too.</summary>
    SentByAgent,

    /// <summary>The CRM ends the conversation.</summary>
    Resolved,
}

/// <summary>What brought a message about.</summary>
internal enum StoryKind
{
    Conversation,
    Campaign,
    Ad,

    /// <summary>A person who came by an ad, and is about to order.</summary>
    Buying,

    /// <summary>They send a cart.</summary>
    Order,

    /// <summary>A person asks for people.</summary>
    Asking,

    /// <summary>A person and an agent write to each other.</summary>
    WithAgent,
}

/// <summary>One thing that Meta tells: a message or what became of one.</summary>
/// <param name="At">When it happens, counted from the start of the run.</param>
/// <param name="Message">The number of the message it is about.</param>
/// <param name="Answers">The number of the message this one answers; 0 for none.</param>
internal readonly record struct Update(UpdateKind Kind, StoryKind Story, TimeSpan At, int Person, long Message, long Answers = 0)
{
    /// <summary>Whether a CRM tells it, not Meta.</summary>
    public bool IsOfCrm => Kind is UpdateKind.Assigned or UpdateKind.SentByAgent or UpdateKind.Resolved;
}
