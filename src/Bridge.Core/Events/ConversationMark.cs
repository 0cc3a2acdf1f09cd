using System.Runtime.InteropServices;
using Bridge.Core.Attribution;

namespace Bridge.Core.Events;

/// <summary>
/// Where an event stands in its conversation, for whoever counts: each conversation begins once and ends once in all that is told of it,
/// in whatever order its events come. It never leaves Bridge.
/// </summary>
/// <param name="OpenedAt">When the conversation began, in milliseconds since 1970.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConversationMark(long OpenedAt)
{
    /// <summary>Its first message that is more than a template.</summary>
    public bool Begins { get; init; }

    /// <summary>
    /// How many more of the person's messages are now known to follow one of the business: 1 for most that do, -1 or 1 where it comes late
    /// and what was told after it does so no more, or does now.
    /// </summary>
    public int Replies { get; init; }

    /// <summary>The word that ends it; a second one does not.</summary>
    public bool Ends { get; init; }

    /// <summary>The first answer of the business to anything in it; with <see cref="Comes"/>, that there was one already.</summary>
    public bool Answers { get; init; }

    /// <summary>What it began with; of an order and the like, and of a contact, what brought the person last. Null for nothing.</summary>
    public Touch? CameBy { get; init; }

    /// <summary>The message with which the conversation is one of <see cref="CameBy"/>'s.</summary>
    public bool Comes { get; init; }

    /// <summary>What brought the person with this, for the first time that this brought them; null for most.</summary>
    public Touch? FirstBrought { get; init; }
}
