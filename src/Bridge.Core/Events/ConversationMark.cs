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

    /// <summary>The first message of the person after one of the business.</summary>
    public bool IsReply { get; init; }

    /// <summary>The word that ends it; a second one does not.</summary>
    public bool Ends { get; init; }
}
