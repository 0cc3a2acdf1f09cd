using Bridge.Core.Translation;

namespace Bridge.Storage;

/// <summary>Somebody wants no more of the business's messages, or wants them again: the last word of it counts.</summary>
internal sealed record OptOut(PersonId Who, DateTimeOffset At, bool IsOut)
{
    /// <summary>What items tell of it: of each person the last, in the order in which every writer takes them.</summary>
    public static IReadOnlyList<OptOut> Of(IEnumerable<IntakeItem> items) =>
        [
            .. items
                .Where(item => item is { Kind: IntakeKind.Event, Clue: not null, About: not null } && Says(item.Name) is not null)
                .Select(item => new OptOut(item.Clue!.Id, item.About!.HappenedAt, Says(item.Name)!.Value))
                .GroupBy(word => word.Who)
                .Select(words => words.MaxBy(word => word.At)!)
                .OrderBy(word => word.Who.Account, StringComparer.Ordinal)
                .ThenBy(word => word.Who.Id, StringComparer.Ordinal),
        ];

    private static bool? Says(string? name) =>
        name == ConversationEvents.OptedOut.Name ? true
        : name == ConversationEvents.OptedIn.Name ? false
        : null;
}
