namespace Bridge.Simulation.Load;

internal enum UpdateKind
{
    /// <summary>A person writes.</summary>
    Message,

    Sent,
    Delivered,
    Read,
    Failed,
}

/// <summary>What brought a message about.</summary>
internal enum StoryKind
{
    Conversation,
    Campaign,
    Ad,
}

/// <summary>One thing that Meta tells: a message or what became of one.</summary>
/// <param name="At">When it happens, counted from the start of the run.</param>
/// <param name="Message">The number of the message it is about.</param>
/// <param name="Answers">The number of the message this one answers; 0 for none.</param>
internal readonly record struct Update(UpdateKind Kind, StoryKind Story, TimeSpan At, int Person, long Message, long Answers = 0);
