using Bridge.Conversations;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Gives what a CRM tells of somebody, and of no business number, the number to which that person wrote last. Of whom Bridge does not know
/// it stays without, and touches no conversation.
/// </summary>
internal sealed class NumberlessItems(IIntakeStore store, DestinationOf destinationOf)
{
    /// <returns>The items, in their order.</returns>
    public async Task<IReadOnlyList<IntakeItem>> PlaceAsync(IReadOnlyList<IntakeItem> items, CancellationToken cancellationToken)
    {
        var asked = items.Select(AskedBy).OfType<string>().ToHashSet();
        if (asked.Count == 0)
        {
            return items;
        }

        var known = (await store.FindConversationsAsync(asked, cancellationToken))
            .GroupBy(found => found.UserId)
            .ToDictionary(found => found.Key, found => found.MaxBy(Rank)!.Row.Key.Number);
        Learn(known, items);
        return [.. items.Select(item => AskedBy(item) is { } user && known.TryGetValue(user, out var number) ? Of(item, number) : item)];
    }

    private static string? AskedBy(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, IsFromCrm: true, Source: null, About: { Number: null, UserId: var user } }
        && (EventIdentity.IsPhone(user) || EventIdentity.IsBsuid(user))
            ? StoredText.Key(user)
            : null;

    private static (DateTimeOffset, DateTimeOffset, string) Rank(FoundConversation found) =>
        ConversationReducer.LastOf(found.Row) is var (written, happened) ? (written, happened, found.Row.Key.Number) : default;

    /// <summary>What people write in the same group is in no store yet.</summary>
    private static void Learn(Dictionary<string, string> known, IReadOnlyList<IntakeItem> items)
    {
        foreach (var item in items.Where(IsWritten).OrderBy(item => item.About!.HappenedAt))
        {
            var identity = EventIdentity.Of(item.About!);
            foreach (var id in new[] { identity.Phone, identity.Bsuid }.OfType<string>())
            {
                known[StoredText.Key(id)] = item.Source!;
            }
        }
    }

    private static bool IsWritten(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, IsFromCrm: false, Source: not null, About.Step.Kind: StepKind.Inbound };

    private IntakeItem Of(IntakeItem item, string number)
    {
        var placed = CapturedNumber.Write(item.Id, item.Payload, number);
        return item with
        {
            Id = placed.Id,
            FormerId = placed.Id == item.Id ? null : item.Id,
            Implies = placed.Implies ?? item.Implies,
            Payload = placed.Payload,
            Source = number,
            Destination = destinationOf(number),
            About = item.About! with { Number = number },
        };
    }
}
