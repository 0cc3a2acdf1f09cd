using System.Runtime.InteropServices;

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
}
