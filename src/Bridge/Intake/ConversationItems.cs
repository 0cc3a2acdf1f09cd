using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Tells which items are part of a conversation.</summary>
internal static class ConversationItems
{
    /// <summary>Marks an item that moves the conversation of a person it names with the number it came by.</summary>
    public static IntakeItem Mark(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, About.Step: { } step, Clue: not null, Source: { } number } && !IsStatusByCrm(item.Name, step)
            ? item with
            {
                Conversation = number,
            }
            : item;

    /// <summary>What became of a message is no part of a conversation, whoever tells it.</summary>
    private static bool IsStatusByCrm(string? name, ConversationStep step) =>
        step.IsFromCrm && name is not null && TwinEvents.IsStatus(name);
}
