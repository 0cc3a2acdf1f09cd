using System.Runtime.InteropServices;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>What a fact means among all the others that are known.</summary>
/// <param name="Episode">The conversation it belongs to; null when it belongs to none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FactMeaning(Episode? Episode)
{
    /// <summary>Whether it opens the conversation.</summary>
    public bool Opens { get; init; }

    /// <summary>Whether it is the conversation's first message that is more than a template.</summary>
    public bool Begins { get; init; }

    /// <summary>Whether it is the first answer to anything in the conversation; of a person's message whether there was one.</summary>
    public bool Answers { get; init; }

    /// <summary>Whether the conversation was open until this word.</summary>
    public bool Ends { get; init; }

    /// <summary>Of what opens a conversation: the one before.</summary>
    public Episode? Former { get; init; }

    /// <summary>Who answers: before a message of the person, after everything else.</summary>
    public ServiceMode Mode { get; init; }

    /// <summary>Who wrote a message of the business.</summary>
    public ServiceMode Responder { get; init; }

    /// <summary>Since when the person waited for this answer.</summary>
    public long? AnswersSince { get; init; }

    /// <summary>Since when the person waited for a person, of whom this is the first reply.</summary>
    public long? FirstReplySince { get; init; }

    public string? FormerAgent { get; init; }

    /// <summary>The hand-over it is, or that follows from it.</summary>
    public Handoff? Handoff { get; init; }

    /// <summary>Who answered before the hand-over.</summary>
    public ServiceMode HandedFrom { get; init; }

    /// <summary>Of the word that ended a conversation: how that one stood then.</summary>
    public Episode? AtEnd { get; init; }
}
