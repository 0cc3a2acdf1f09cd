using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Tells which items are part of a conversation.</summary>
internal static class ConversationItems
{
    /// <summary>Marks an item that moves the conversation of a person it names with the number it came by.</summary>
    public static IntakeItem Mark(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, About.Step: not null, Clue: not null, Source: { } number }
            ? item with
            {
                Conversation = number,
            }
            : item;
}
